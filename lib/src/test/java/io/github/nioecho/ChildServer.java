package io.github.nioecho;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An echo server to run in a {@link ChildJvm}. The argument is its buffer size in bytes. Prints its
 * port, and then for each line of input {@link Report} as text.
 */
final class ChildServer {

    /** What the child tells of its server. */
    record Report(long accepted, long open, long acceptFailures, long reported, long pauseMillis) {

        static Report parse(String line) {
            String[] numbers = line.split(" ");
            return new Report(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]), Long.parseLong(numbers[3]),
                    Long.parseLong(numbers[4]));
        }

        String line() {
            return accepted + " " + open + " " + acceptFailures + " " + reported + " "
                    + pauseMillis;
        }
    }

    private ChildServer() {
    }

    public static void main(String[] args) throws IOException {
        AtomicLong reported = new AtomicLong();
        AtomicLong pauseMillis = new AtomicLong();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void acceptFailed(Throwable failure, Duration pause) {
                pauseMillis.set(pause.toMillis());
                reported.incrementAndGet();
                // As without an observer: logging may need descriptors, too.
                EchoObserver.super.acceptFailed(failure, pause);
            }
        };
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (EchoServer server = EchoServer.builder()
                .bufferSize(Integer.parseInt(args[0])).observer(observer).start()) {
            // Once before the first answer: to load a class takes a descriptor.
            report(server, reported, pauseMillis);
            System.out.println(server.port());
            while (in.readLine() != null) {
                System.out.println(report(server, reported, pauseMillis));
            }
        }
    }

    private static String report(EchoServer server, AtomicLong reported, AtomicLong pauseMillis) {
        EchoMetrics metrics = server.metrics();
        return new Report(metrics.acceptedConnections(), metrics.openConnections(),
                metrics.acceptFailures(), reported.get(), pauseMillis.get()).line();
    }
}
