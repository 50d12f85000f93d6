package io.github.nioecho.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of nioecho that measures. */
public final class ToolVersion {

    private static final String RESOURCE = "/io/github/nioecho/cli/version.txt";

    private ToolVersion() {
    }

    /** Reads it; null if the build did not write it. */
    public static String read() throws IOException {
        try (InputStream in = ToolVersion.class.getResourceAsStream(RESOURCE)) {
            return in == null
                    ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
