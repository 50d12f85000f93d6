package io.github.nioecho.channels.difference;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Calls that are wrong whatever the state, or nearly so. */
final class WrongCalls {

    private final SequenceRun run;

    WrongCalls(SequenceRun run) {
        this.run = run;
    }

    void make(Step step, List<Line> out, Link link) {
        int choice = Math.floorMod(step.choice(), 20);
        if (choice >= 14) {
            wrongProviderCall(choice, out);
            return;
        }
        if (link == null) {
            return;
        }
        AsynchronousSocketChannel channel = link.channel;
        ByteBuffer buffer = ByteBuffer.allocate(8);
        ByteBuffer[] buffers = {buffer, buffer.duplicate()};
        CompletionHandler<Long, Object> none = new Unexpected<>();
        run.attempt(out, link.slot, "wrong call " + choice, () -> {
            switch (choice) {
                case 0 -> channel.read(buffer, null, null);
                case 1 -> channel.write(buffer, null, null);
                case 2 -> channel.read(null);
                case 3 -> channel.write(null);
                case 4 -> channel.read(buffers, -1, 1, 0, TimeUnit.SECONDS, null, none);
                case 5 -> channel.read(buffers, 1, 2, 0, TimeUnit.SECONDS, null, none);
                case 6 -> channel.write(buffers, 0, 3, 0, TimeUnit.SECONDS, null, none);
                case 7 -> channel.connect(Surroundings.loopback(1), null, null);
                case 8 -> channel.setOption(null, 1);
                case 9 -> channel.getOption(null);
                case 10 -> channel.read(new ByteBuffer[] {buffer, buffer.asReadOnlyBuffer()}, 0, 2,
                        0, TimeUnit.SECONDS, null, none);
                case 11 -> channel.read(null, 0, 1, 0, TimeUnit.SECONDS, null, none);
                case 12 -> channel.write(null, 0, 1, 0, TimeUnit.SECONDS, null, none);
                default -> channel.read(buffer.asReadOnlyBuffer());
            }
            return "returns";
        });
    }

    private void wrongProviderCall(int choice, List<Line> out) {
        run.attempt(out, Line.GROUP, "wrong call " + choice, () -> {
            Object made = switch (choice) {
                case 14 -> run.provider.openAsynchronousSocketChannel(new ForeignGroup(run));
                case 15 -> run.provider.openAsynchronousServerSocketChannel(new ForeignGroup(run));
                case 16 -> run.provider.openAsynchronousChannelGroup(0, Thread::new);
                case 17 -> run.provider.openAsynchronousChannelGroup(1, null);
                case 18 -> run.provider.openAsynchronousChannelGroup(null, 1);
                default -> Executors.class;
            };
            return "returns " + (made == Executors.class);
        });
    }

    private static final class Unexpected<V> implements CompletionHandler<V, Object> {

        @Override
        public void completed(V result, Object attachment) {
            throw new IllegalStateException("of a wrong call");
        }

        @Override
        public void failed(Throwable failure, Object attachment) {
            throw new IllegalStateException("of a wrong call", failure);
        }
    }

    /** A group of a provider that nobody knows. */
    private static final class ForeignGroup extends AsynchronousChannelGroup {

        ForeignGroup(SequenceRun run) {
            super(run.provider);
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public void shutdown() { }

        @Override
        public void shutdownNow() { }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
