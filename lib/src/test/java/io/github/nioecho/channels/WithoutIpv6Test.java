package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Addresses of IPv6 where there is none: a failure that says so, in a JVM of its own. */
@EveryProvider
class WithoutIpv6Test {

    private final String providerClass;

    WithoutIpv6Test(Provider provider) {
        providerClass = provider.get().getClass().getName();
    }

    @Test
    void bindAndConnectFailAndSayWhy() throws Exception {
        assertEquals(Collections.nCopies(4, "SocketException with a message"), DefaultGroupTest.run(
                providerClass, Program.class, "-Djava.net.preferIPv4Stack=true"));
    }

    /** Prints how each fails. */
    static final class Program {

        private Program() { }

        public static void main(String[] arguments) throws Exception {
            AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open();
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            print(() -> listener.bind(new InetSocketAddress("::1", 0)));
            print(() -> channel.bind(new InetSocketAddress("::", 0)));
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            channel.connect(listener.getLocalAddress()).get();
            for (String target : new String[] {"::1", "::"}) {
                print(() -> AsynchronousSocketChannel.open()
                        .connect(new InetSocketAddress(target, 7)).get());
            }
            System.exit(0);
        }

        private static void print(Callable<?> attempt) {
            try {
                System.out.println(attempt.call());
            } catch (Exception e) {
                Throwable why = e instanceof ExecutionException ? e.getCause() : e;
                System.out.println(why.getClass().getSimpleName()
                        + (why.getMessage() == null ? "" : " with a message"));
            }
        }
    }
}
