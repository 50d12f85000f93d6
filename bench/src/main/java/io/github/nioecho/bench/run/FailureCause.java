package io.github.nioecho.bench.run;

/** Why a measurement failed, in one line. */
public final class FailureCause {

    private FailureCause() {
    }

    /**
     * Returns a failure's own message, which knows more than its cause's: that a server died with
     * exit code 7 says more than that a connection was reset.
     */
    public static String of(Throwable failure) {
        String message = failure.getMessage() == null || failure.getMessage().isBlank()
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
        return withoutHome(message.strip().replaceAll("\\s*\\R\\s*", " | "));
    }

    /** Results are made to be published. */
    private static String withoutHome(String message) {
        String home = System.getProperty("user.home", "");
        return home.length() > 1 ? message.replace(home, "~") : message;
    }
}
