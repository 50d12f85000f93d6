package io.github.nioecho.bench.jmh;

import java.lang.reflect.Method;

/**
 * What JDK 24 and later print when JMH 1.37 first uses {@code sun.misc.Unsafe}: four lines on
 * stderr that somebody who runs a benchmark can do nothing about.
 *
 * <p>The option against it, which {@link JmhOptions} gives to forks, has no place in a manifest; a
 * JVM started with it in place of this one would double every signal, stream and exit code; and the
 * JDK prints to the stderr that it began with. But it prints once, and whether it has is a field of
 * a package that is open to all.
 */
public final class UnsafeWarning {

    private UnsafeWarning() {
    }

    /** Has the JDK believe that it has warned. What it is told to report of each use, it reports. */
    public static void markAsGiven() {
        try {
            Method mark = Class.forName("sun.misc.Unsafe")
                    .getDeclaredMethod("trySetMemoryAccessWarned");
            mark.setAccessible(true);
            mark.invoke(null);
        } catch (ReflectiveOperationException expected) {
            // A JDK that does not warn, or does so in another way: then it is heard.
        }
    }
}
