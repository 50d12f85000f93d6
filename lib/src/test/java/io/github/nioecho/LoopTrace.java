package io.github.nioecho;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The system calls of an event loop's thread, as {@code strace -ff} writes them while they happen,
 * to a file for each thread. A call is told by its name, and by its error if it fails, as in {@code
 * read EAGAIN}.
 */
final class LoopTrace {

    /** What waits for events has other names where the processor or the C library is another. */
    private static final Pattern POLL =
            Pattern.compile("^(?:epoll_p?wait2?|(io_uring_enter))\\(");
    private static final Pattern CALL =
            Pattern.compile("^(\\w+)\\(.*\\) += (?:-1 (\\w+)|\\S+).*$");

    private final Path file;
    private int seenBytes;

    private LoopTrace(Path file) {
        this.file = file;
    }

    /** Waits until a thread waits for events. No other than an event loop does. */
    static LoopTrace await(Path folder) {
        Path[] found = new Path[1];
        Clients.await("a thread polls", () -> {
            try (Stream<Path> files = Files.list(folder)) {
                found[0] = files.filter(file -> isWaiting(text(file, 0)))
                        .findFirst().orElse(null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found[0] != null;
        });
        return new LoopTrace(found[0]);
    }

    /**
     * Waits until the thread waits for events, and returns its calls since it did so the last time:
     * the first is the end of that wait.
     */
    List<String> awaitPoll() {
        String[] text = new String[1];
        Clients.await("the event loop waits for events", () -> {
            text[0] = text(file, seenBytes);
            return isWaiting(text[0]);
        });
        String complete = text[0].substring(0, text[0].lastIndexOf('\n') + 1);
        seenBytes += complete.length();
        List<String> calls = new ArrayList<>();
        complete.lines().forEach(line -> {
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                Matcher poll = POLL.matcher(line);
                String name = poll.find() && poll.group(1) == null ? "epoll_wait" : call.group(1);
                calls.add(call.group(2) == null ? name : name + " " + call.group(2));
            }
        });
        return calls;
    }

    /** A call that has begun has no end of its line yet. */
    private static boolean isWaiting(String trace) {
        return POLL.matcher(trace.substring(trace.lastIndexOf('\n') + 1)).find();
    }

    private static String text(Path file, int from) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            // A character for each byte, so that their numbers agree.
            return new String(Arrays.copyOfRange(bytes, from, bytes.length),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
