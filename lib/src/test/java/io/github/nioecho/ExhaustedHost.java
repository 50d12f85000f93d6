package io.github.nioecho;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * A program with an echo server whose first log record may be written without descriptors, to run
 * in a {@link ChildJvm}. Prints the server's port, and at each line of input whether it can log and
 * write a date now.
 */
final class ExhaustedHost {

    private ExhaustedHost() {
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        EchoObserver observer = args[0].equals("observed") ? new Thrower() : new EchoObserver() { };
        try (EchoServer server = EchoServer.builder().observer(observer).start()) {
            // Whatever this line needs itself is loaded by then.
            System.out.println(server.port() + " " + server.metrics().acceptFailures());
            while (in.readLine() != null) {
                EchoMetrics metrics = server.metrics();
                System.out.println(metrics.acceptFailures() + " " + metrics.observerFailures()
                        + " " + state());
            }
        }
    }

    private static String state() {
        try {
            new Date().toString();
            StringBuilder logged = new StringBuilder();
            Logger logger = Logger.getLogger("a user's own");
            logger.setUseParentHandlers(false);
            logger.addHandler(new Handler() {
                @Override
                public void publish(LogRecord record) {
                    logged.append(new SimpleFormatter().format(record));
                }

                @Override
                public void flush() {
                }

                @Override
                public void close() {
                }
            });
            logger.warning("hello");
            return logged.indexOf("hello") < 0 ? "nothing logged" : "well";
        } catch (Throwable t) {
            return t.toString();
        }
    }

    /** Gives the library something to log when an accept fails, and logs nothing itself. */
    private static final class Thrower implements EchoObserver {

        @Override
        public void acceptFailed(Throwable failure, Duration pause) {
            throw new IllegalStateException("thrown by a test's observer");
        }
    }
}
