package io.github.nioecho.channels;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A socket that is registered with the selector when it is first waited for, and stays so. What it
 * is waited for changes as little as possible: only a socket that is ready for what nobody wants
 * is not waited for any more, and that it is ready is remembered.
 *
 * @param <C> what the JDK has for it
 */
abstract class SelectedSocket<C extends SelectableChannel & NetworkChannel>
        implements BoundSocket {

    final SelectorEngine engine;

    /** Changes only before it is registered. Guarded by this socket when it does. */
    private volatile C channel;

    /** What was set before it was bound, for another one in its place; null if nothing was. */
    private Map<SocketOption<?>, Object> options;
    private boolean unix;

    /** Null before it is registered. The loop's, as is what follows. */
    private SelectionKey key;
    private int interest;

    /** Whether the engine has it among those that are ready. */
    boolean listed;

    SelectedSocket(SelectorEngine engine, C channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Returns the channel, or closes it. */
    static <C extends SelectableChannel> C nonBlocking(C channel) throws IOException {
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (Throwable t) {
            channel.close();
            throw t;
        }
    }

    /** Opens another of the Unix domain. */
    abstract C openUnix() throws IOException;

    /** Serves the socket, which is ready for at least one of the operations. */
    abstract void ready(int operations);

    final C channel() {
        return channel;
    }

    /** Called by the engine when it is its turn. */
    final void selected() {
        listed = false;
        int operations;
        try {
            operations = key.readyOps();
        } catch (CancelledKeyException expected) {
            // A handler that ran just now has closed it.
            return;
        }
        ready(operations);
    }

    /** Has it waited for these operations, too. */
    final void await(int operations) throws IOException {
        if (key == null) {
            key = channel.register(engine.selector(), operations, this);
            interest = operations;
        } else if ((interest & operations) != operations) {
            interest |= operations;
            key.interestOps(interest);
        }
    }

    /** Has it not waited for these operations any more; of no effect on a closed one. */
    final void ignore(int operations) {
        if ((interest & operations) != 0 && key.isValid()) {
            interest &= ~operations;
            key.interestOps(interest);
        }
    }

    /**
     * Makes it a socket of the Unix domain if the address is one and it is not bound.
     *
     * @throws SocketException if the address is one of IPv6 and there is none, as the JDK's
     *     asynchronous channels do; others have an exception without a message for that
     */
    final synchronized void fit(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address
                && !Ipv6.IS_THERE) {
            throw new SocketException("IPv6 protocol family unavailable");
        }
        if (unix || !(address instanceof UnixDomainSocketAddress)
                || channel.getLocalAddress() != null) {
            return;
        }
        replace();
        unix = true;
    }

    /** Has another one of the Unix domain in its place, with the same options. Under the lock. */
    final void replace() throws IOException {
        C other = openUnix();
        try {
            if (options != null) {
                for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                    set(other, option.getKey(), option.getValue());
                }
            }
            channel.close();
        } catch (Throwable t) {
            other.close();
            throw t;
        }
        channel = other;
    }

    @Override
    public final SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public final synchronized <T> void setOption(SocketOption<T> name, T value)
            throws IOException {
        channel.setOption(name, value);
        if (channel.getLocalAddress() == null) {
            if (options == null) {
                options = new HashMap<>();
            }
            options.put(name, value);
        }
    }

    @Override
    public final synchronized <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    /** Closes it; the descriptor is free when this returns. */
    final void free() {
        if (key != null) {
            try {
                engine.deregister(key);
            } catch (IOException expected) {
                // Then the descriptor is free a little later.
            }
        }
        discard();
    }

    @Override
    public final void discard() {
        try {
            channel.close();
        } catch (IOException expected) {
            // The descriptor is gone all the same.
        }
    }

    /** Those that the Unix domain does not have would mean nothing there. */
    @SuppressWarnings("unchecked")
    private static <T> void set(NetworkChannel to, SocketOption<T> name, Object value)
            throws IOException {
        if (to.supportedOptions().contains(name)) {
            to.setOption(name, (T) value);
        }
    }

    /** Found out once, by whoever has an address of it first. */
    private static final class Ipv6 {

        static final boolean IS_THERE = isThere();

        private static boolean isThere() {
            try {
                SocketChannel.open(StandardProtocolFamily.INET6).close();
                return true;
            } catch (UnsupportedOperationException e) {
                return false;
            } catch (IOException e) {
                // It is for want of something else.
                return true;
            }
        }
    }
}
