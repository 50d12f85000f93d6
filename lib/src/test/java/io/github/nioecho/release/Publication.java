package io.github.nioecho.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * What the build would publish: the files that it has installed into a repository of its own,
 * {@code target/local-repo}, before the integration tests run.
 */
final class Publication {

    private static final Path VERSIONS =
            Path.of("target", "local-repo", "io", "github", "nioecho", "nioecho");

    private final Path folder;

    private Publication(Path folder) {
        this.folder = folder;
    }

    static Publication find() throws IOException {
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return new Publication(versions.filter(Files::isDirectory)
                    .reduce((one, other) -> {
                        throw new IllegalStateException(
                                "two versions, " + one + " and " + other + ": run mvn clean");
                    })
                    .orElseThrow());
        }
    }

    String version() {
        return folder.getFileName().toString();
    }

    /**
     * Returns one of the files.
     *
     * @param ending what follows the version in its name, such as {@code -sources.jar}
     */
    Path file(String ending) {
        return folder.resolve("nioecho-" + version() + ending);
    }

    Node pom() throws Exception {
        return parse(file(".pom"));
    }

    static Node parse(Path xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile());
    }

    /** Returns the text at a path of an XML document, the empty string where there is none. */
    static String text(Node document, String path) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, document).strip();
    }

    static NodeList nodes(Node document, String path) throws Exception {
        return (NodeList) XPathFactory.newInstance().newXPath()
                .evaluate(path, document, XPathConstants.NODESET);
    }

    /** Returns the names of an archive's files that end so, folders included. */
    static Set<String> entries(Path archive, String ending) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            return jar.stream().map(ZipEntry::getName)
                    .filter(name -> name.endsWith(ending))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
