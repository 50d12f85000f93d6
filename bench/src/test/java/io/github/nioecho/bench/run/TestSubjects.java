package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Subjects that only tests measure. */
public final class TestSubjects {

    private TestSubjects() {
    }

    /** Returns the selector variant in JVMs with further options. */
    public static Subject selector(String name, List<String> jvmArgs) {
        List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1")); // starts faster
        all.addAll(jvmArgs);
        return new Subject(info(name), (bufferSizes, threads) -> ServerProcess.start(
                ServerVariant.SELECTOR,
                bufferSizes.stream().map(size -> ServerSpec.onLoopback(size, threads)).toList(),
                all, Optional.empty()));
    }

    /** Returns a server that cannot be started. */
    public static Subject never(String name) {
        return new Subject(info(name), (bufferSizes, threads) -> {
            throw new IOException("no such server");
        });
    }

    /** Returns whatever a supplier gives, one after the other. */
    public static Subject supplied(String name, Supplier<MeasuredServer> servers) {
        return new Subject(info(name), (bufferSizes, threads) -> servers.get());
    }

    private static ServerInfo info(String name) {
        return new ServerInfo(name, ServerInfo.Kind.CONTENDER, "a test's", null);
    }
}
