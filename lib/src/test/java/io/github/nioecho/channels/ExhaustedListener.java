package io.github.nioecho.channels;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A program that runs out of descriptors. It says its port, and for each line that it gets it does
 * something: {@code accept} accepts, and says what comes of it; {@code take} takes all descriptors
 * that are left; {@code free} frees a few of these. Ends with its input. The argument is the {@link
 * Provider}'s name.
 */
final class ExhaustedListener implements CompletionHandler<AsynchronousSocketChannel, Void> {

    private static final int FEW = 5;

    private final Deque<FileInputStream> taken = new ArrayDeque<>();

    private ExhaustedListener() { }

    public static void main(String[] arguments) throws Exception {
        new ExhaustedListener().run(Provider.valueOf(arguments[0]).get()
                .openAsynchronousChannelGroup(1, Thread::new));
        System.exit(0);
    }

    private void run(AsynchronousChannelGroup group) throws Exception {
        AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(group)
                .bind(ProviderTest.ANY);
        say("" + ((InetSocketAddress) listener.getLocalAddress()).getPort());
        BufferedReader orders = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case "accept" -> listener.accept(null, this);
                case "take" -> take();
                default -> free();
            }
        }
    }

    private void take() {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException expected) {
            say("none left");
        }
    }

    private void free() throws IOException {
        for (int i = 0; i < FEW; i++) {
            taken.remove().close();
        }
        say("freed");
    }

    @Override
    public void completed(AsynchronousSocketChannel channel, Void attachment) {
        say("accepted, open " + channel.isOpen());
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
        say("failed " + (failure instanceof IOException));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
