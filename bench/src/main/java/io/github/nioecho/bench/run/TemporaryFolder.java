package io.github.nioecho.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where JMH keeps files while it runs, and where JNA and Netty unpack what is native. */
public final class TemporaryFolder {

    private static final String PROPERTY = "java.io.tmpdir";

    private TemporaryFolder() {
    }

    /**
     * Makes sure that files can be written there: libraries answer with stack traces otherwise, or
     * measure less than they could.
     *
     * @throws IOException if not; the message says which folder and why
     */
    public static void requireWritable() throws IOException {
        Path folder = Path.of(System.getProperty(PROPERTY));
        try {
            Files.delete(Files.createTempFile(folder, "nioecho", null));
        } catch (IOException e) {
            throw new IOException("cannot write temporary files to " + folder + " (" + e
                    + "): choose another folder with java -D" + PROPERTY + "=DIR", e);
        }
    }
}
