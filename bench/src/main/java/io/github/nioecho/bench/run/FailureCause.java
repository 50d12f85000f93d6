package io.github.nioecho.bench.run;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Why a benchmark failed, in one line. */
public final class FailureCause {

    private FailureCause() {
    }

    /**
     * Returns the message at the bottom of a failure. JMH wraps what a benchmark threw several
     * times over, as cause or as suppressed, and its own messages say nothing of it.
     */
    public static String of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable bottom = failure;
        for (Throwable next = failure; next != null && seen.add(next); next = below(next)) {
            bottom = next;
        }
        String message = bottom.getMessage() == null || bottom.getMessage().isBlank()
                ? bottom.getClass().getSimpleName()
                : bottom.getMessage();
        return withoutHome(message.strip().replaceAll("\\s*\\R\\s*", " | "));
    }

    private static Throwable below(Throwable failure) {
        return failure.getCause() == null && failure.getSuppressed().length > 0
                ? failure.getSuppressed()[0]
                : failure.getCause();
    }

    /** Results are made to be published. */
    private static String withoutHome(String message) {
        String home = System.getProperty("user.home", "");
        return home.length() > 1 ? message.replace(home, "~") : message;
    }
}
