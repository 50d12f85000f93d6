package io.github.nioecho.bench.server;

import java.io.IOException;
import java.util.Optional;

/** What stands behind a {@link ServerVariant}. */
interface ServerFactory {

    /** Without it, JDK 24 and later print a warning when a server calls native code. */
    String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Does what {@link ServerVariant#start} promises. */
    RunningServer start(ServerSpec spec) throws IOException;

    /** Returns a factory of servers that can listen on Unix domain sockets, too. */
    static ServerFactory overUnixSocketsToo(ServerFactory factory) {
        return new ServerFactory() {
            @Override
            public RunningServer start(ServerSpec spec) throws IOException {
                return factory.start(spec);
            }

            @Override
            public boolean servesUnixSockets() {
                return true;
            }
        };
    }

    /** Returns whether such a server can listen on a Unix domain socket. */
    default boolean servesUnixSockets() {
        return false;
    }

    /** Returns the reason why such a server cannot run here, if there is one. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }
}
