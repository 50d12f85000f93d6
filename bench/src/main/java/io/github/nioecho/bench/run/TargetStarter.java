package io.github.nioecho.bench.run;

import io.github.nioecho.bench.load.ClosedLoop;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.TargetServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds a server that is running already. Its host may have several addresses, as {@code localhost}
 * an IPv6 and an IPv4 one, and the server may listen on any of them: as other clients do, this one
 * tries each in turn.
 */
final class TargetStarter implements Subject.Starter {

    private static final int PROBE_BYTES = 1024;
    private static final long PROBE_SEED = 862;

    private final String name;
    private final List<InetSocketAddress> addresses;
    private InetSocketAddress chosen;

    TargetStarter(String name, List<InetSocketAddress> addresses) {
        this.name = name;
        this.addresses = addresses;
        this.chosen = addresses.get(0);
    }

    @Override
    public MeasuredServer start(List<Integer> bufferSizesBytes, int threads) {
        return new TargetServer(chosen);
    }

    @Override
    public void requireEcho() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            try {
                echo(address);
                chosen = address;
                return;
            } catch (IOException e) {
                failures.add(e);
            }
        }
        IOException failure = new IOException("--target " + name + " does not echo: "
                + failures.stream().map(IOException::getMessage).collect(Collectors.joining("; ")));
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private void echo(InetSocketAddress address) throws IOException {
        try (ClosedLoop load = ClosedLoop.connect(
                address, 1, Messages.of(PROBE_BYTES), PROBE_SEED, nanos -> { })) {
            load.roundTripOfFirst();
        } catch (IOException e) {
            throw addresses.size() == 1 ? e : new IOException(
                    "at " + address.getAddress().getHostAddress() + ": " + e.getMessage(), e);
        }
    }
}
