package io.github.nioecho.bench.run;

import java.nio.file.FileSystemException;

/** Why a measurement failed, in one line. */
public final class FailureCause {

    private FailureCause() {
    }

    /**
     * Returns a failure's own message, which knows more than its cause's: that a server died with
     * exit code 7 says more than that a connection was reset.
     */
    public static String of(Throwable failure) {
        return withoutHome(message(failure).strip().replaceAll("\\s*\\R\\s*", " | "));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        // Where it is only which file, the reason is the exception itself.
        return failure instanceof FileSystemException file && message.equals(file.getFile())
                ? failure.toString() : message;
    }

    /** Results are made to be published. */
    private static String withoutHome(String message) {
        String home = System.getProperty("user.home", "");
        return home.length() > 1 ? message.replace(home, "~") : message;
    }
}
