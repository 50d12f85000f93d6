package io.github.nioecho.bench.server;

import java.io.IOException;
import java.util.Optional;

/** What stands behind a {@link ServerVariant}. */
interface ServerFactory {

    /** Does what {@link ServerVariant#start} promises. */
    RunningServer start(ServerSpec spec) throws IOException;

    /** Returns the reason why such a server cannot run here, if there is one. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }
}
