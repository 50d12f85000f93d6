package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds a run: results, environment, histograms and page. */
public final class OutputFolder {

    /** Name of the folder with the histograms. */
    public static final String HISTOGRAMS = "histograms";

    private final Path path;

    private OutputFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates the folder if necessary, and makes sure that files can be written there, and to the
     * temporary folder, as everything does that measures.
     *
     * @throws IOException if not; the message says which folder and why
     */
    public static OutputFolder open(Path path) throws IOException {
        try {
            requireWritable(path);
            Files.createDirectories(path.resolve(HISTOGRAMS));
        } catch (IOException e) {
            throw new IOException("--output must be a folder that can be written to, was " + path
                    + " (" + e + ")", e);
        }
        TemporaryFolder.requireWritable();
        return new OutputFolder(path.normalize());
    }

    /** Creates a folder if necessary, and fails if no file can be created there. */
    public static void requireWritable(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.delete(Files.createTempFile(folder, "probe", null));
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /** Returns the folder for histograms, which exists. */
    public Path histograms() {
        return path.resolve(HISTOGRAMS);
    }

    /** Saves where the run takes place. */
    public void save(Environment environment) throws IOException {
        ResultsFile.write(path.resolve(ResultsFile.ENVIRONMENT), environment);
    }

    /** Saves what there is, in place of what was saved before. */
    public void save(Results results) throws IOException {
        ResultsFile.write(path.resolve(ResultsFile.RESULTS), results);
    }
}
