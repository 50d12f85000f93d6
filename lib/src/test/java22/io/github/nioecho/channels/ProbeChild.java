package io.github.nioecho.channels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that prints why there is no io_uring, or {@code available}. What its arguments say is
 * taken from it before: {@code 425=1} has the system call of that number fail with that error, by a
 * seccomp filter; {@code descriptors} leaves none free.
 */
final class ProbeChild {

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_MODE_FILTER = 2;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int FAIL = 0x50000;
    private static final int ALLOW = 0x7fff0000;
    private static final int INSTRUCTION_BYTES = 8;

    private ProbeChild() {
    }

    public static void main(String[] arguments) throws Throwable {
        List<int[]> forbidden = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("descriptors")) {
                takeAllDescriptors();
            } else {
                String[] numbers = argument.split("=");
                forbidden.add(new int[] {
                    Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])});
            }
        }
        if (!forbidden.isEmpty()) {
            forbid(forbidden);
        }
        System.out.println(IoUringChannelProvider.unavailable().orElse("available"));
    }

    private static void takeAllDescriptors() throws IOException {
        // Loads the classes, which takes descriptors, too.
        IoUringChannelProvider.unavailable();
        new RingProbe().explain(Ring.SETUP, Errno.EMFILE);
        Errno.ofSocket(Errno.EMFILE);
        try {
            while (true) {
                Libc.eventfd();
            }
        } catch (IOException expected) {
            // That was the last one.
        }
    }

    @SuppressWarnings("restricted")
    private static void forbid(List<int[]> calls) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().find("prctl").orElseThrow(),
                FunctionDescriptor.of(
                        JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            int count = 2 + 2 * calls.size();
            MemorySegment filter = arena.allocate((long) count * INSTRUCTION_BYTES, 8);
            put(filter, 0, LOAD_WORD, 0, 0);
            int at = 1;
            for (int[] call : calls) {
                put(filter, at++, JUMP_IF_EQUAL, 1, call[0]);
                put(filter, at++, RETURN, 0, FAIL | call[1]);
            }
            put(filter, at, RETURN, 0, ALLOW);
            MemorySegment program = arena.allocate(2 * ADDRESS.byteSize(), 8);
            program.set(JAVA_SHORT, 0, (short) count);
            program.set(ADDRESS, ADDRESS.byteSize(), filter);
            check((int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
            check((int) prctl.invokeExact(
                    PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address(), 0L, 0L));
        }
    }

    private static void put(MemorySegment filter, int index, int code, int skipIfNot, int value) {
        long at = (long) index * INSTRUCTION_BYTES;
        filter.set(JAVA_SHORT, at, (short) code);
        filter.set(JAVA_BYTE, at + 3, (byte) skipIfNot);
        filter.set(JAVA_INT, at + 4, value);
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("prctl fails");
        }
    }
}
