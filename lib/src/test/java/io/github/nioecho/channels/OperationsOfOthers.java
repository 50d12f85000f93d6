package io.github.nioecho.channels;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * To be run under strace: starts reads on the main thread while the group's only thread is in a
 * handler. Between the two words that it writes, whatever a channel calls is called by the main
 * thread. The argument is the {@link Provider}'s name.
 */
final class OperationsOfOthers {

    static final String START = "operations start";
    static final String END = "operations end";

    private static final int COUNT = 200;

    private OperationsOfOthers() { }

    public static void main(String[] arguments) throws Exception {
        AsynchronousChannelGroup group = Provider.valueOf(arguments[0]).get()
                .openAsynchronousChannelGroup(1, Thread::new);
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            links.add(Link.open(group));
        }
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Outcome<Integer> busy = new Outcome<>(ignored -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        links.get(0).channel().write(ByteBuffer.allocate(0), null, busy);
        running.await();
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        System.out.println(START);
        for (Link link : links) {
            Outcome<Integer> outcome = new Outcome<>();
            link.channel().read(ByteBuffer.allocateDirect(1), null, outcome);
            outcomes.add(outcome);
        }
        System.out.println(END);
        release.countDown();
        for (int i = 0; i < COUNT; i++) {
            links.get(i).send((byte) 1);
            outcomes.get(i).value();
        }
        group.shutdownNow();
        System.exit(0);
    }
}
