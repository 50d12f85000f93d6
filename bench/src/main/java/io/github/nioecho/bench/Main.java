package io.github.nioecho.bench;

/** The commands of {@code benchmarks.jar}; what is none of them goes to JMH. */
public final class Main {

    private Main() {
    }

    /**
     * Runs a command.
     *
     * @param args the command's name and its options, or JMH's options
     * @throws Exception if JMH fails
     */
    public static void main(String[] args) throws Exception {
        org.openjdk.jmh.Main.main(args);
    }
}
