package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An echo allocates nothing of its own on its thread, once the code is warm. */
@OwnProviders
class AllocationTest extends ProviderTest {

    private static final int ECHOES = 10_000;
    private static final int MAX_ROUNDS = 12;

    AllocationTest(Provider provider) {
        super(provider);
    }

    /**
     * Up to 127 bytes the result, an {@link Integer}, is one of those that the class keeps; above,
     * a read and a write have one each, of 16 bytes. The rounds before the code is compiled for
     * good may allocate.
     */
    @ParameterizedTest
    @CsvSource({"1, 0", "127, 0", "1000, 32"})
    void echoAllocatesItsResultsOnly(int sizeBytes, int boundBytes) throws Exception {
        Link link = link();
        new Echo(link.channel(), sizeBytes).read();
        long thread = threads.iterator().next().getId();
        ThreadMXBean threadsBean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int i = 0; i < MAX_ROUNDS && least >= boundBytes + 1; i++) {
            long before = threadsBean.getThreadAllocatedBytes(thread);
            echo(link, sizeBytes);
            double each =
                    (threadsBean.getThreadAllocatedBytes(thread) - before) / (double) ECHOES;
            least = Math.min(least, each);
        }
        double found = least;
        assertTrue(found < boundBytes + 1, () -> found + " bytes for each echo");
    }

    private static void echo(Link link, int sizeBytes) throws Exception {
        byte[] message = Bytes.of(sizeBytes);
        OutputStream out = link.peer().getOutputStream();
        InputStream in = link.peer().getInputStream();
        for (int i = 0; i < ECHOES; i++) {
            out.write(message);
            int count = 0;
            while (count < sizeBytes) {
                count += in.read(message, count, sizeBytes - count);
            }
        }
        Bytes.check(0, message, sizeBytes);
    }

    /** Its handlers are constants, and it is their attachment. */
    private static final class Echo {

        private static final CompletionHandler<Integer, Echo> ON_READ = new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Echo echo) {
                if (count > 0) {
                    echo.buffer.flip();
                    echo.write();
                }
            }

            @Override
            public void failed(Throwable expected, Echo echo) {
                // The test is over.
            }
        };

        private static final CompletionHandler<Integer, Echo> ON_WRITE = new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Echo echo) {
                if (echo.buffer.hasRemaining()) {
                    echo.write();
                } else {
                    echo.buffer.clear();
                    echo.read();
                }
            }

            @Override
            public void failed(Throwable expected, Echo echo) {
                // The test is over.
            }
        };

        private final AsynchronousSocketChannel channel;
        private final ByteBuffer buffer;

        Echo(AsynchronousSocketChannel channel, int sizeBytes) {
            this.channel = channel;
            this.buffer = ByteBuffer.allocateDirect(sizeBytes);
        }

        void read() {
            channel.read(buffer, this, ON_READ);
        }

        void write() {
            channel.write(buffer, this, ON_WRITE);
        }
    }
}
