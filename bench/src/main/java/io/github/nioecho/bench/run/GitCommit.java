package io.github.nioecho.bench.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The commit that this build was made from.
 *
 * @param id its full hash
 * @param dirty whether tracked files differ from it
 */
record GitCommit(String id, boolean dirty) {

    private static final long PATIENCE_SECONDS = 5;
    // Proves that the repository around the jar is ours and not one that the jar was copied into.
    private static final String OUR_FILE =
            ":/bench/src/main/java/io/github/nioecho/bench/Launcher.java";

    /** Asks git, in the folder of our jar or classes; empty where that is not in our repository. */
    static Optional<GitCommit> ofThisBuild() {
        try {
            Path built = Path.of(GitCommit.class.getProtectionDomain()
                    .getCodeSource().getLocation().toURI()).getParent();
            if (git(built, "ls-files", "--error-unmatch", OUR_FILE).isEmpty()) {
                return Optional.empty();
            }
            Optional<String> changes =
                    git(built, "status", "--porcelain", "--untracked-files=no");
            return git(built, "rev-parse", "HEAD")
                    .map(id -> new GitCommit(
                            id, changes.map(text -> !text.isEmpty()).orElse(true)));
        } catch (URISyntaxException | IOException expected) {
            return Optional.empty(); // no git here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> git(Path folder, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            git.getOutputStream().close();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return ended && git.exitValue() == 0 ? Optional.of(output.strip()) : Optional.empty();
        } finally {
            git.destroyForcibly();
        }
    }
}
