package io.github.nioecho.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The files beside the POM: those that Maven Central requires, and what is in them. */
@Timeout(60)
class PublishedFilesIT {

    private static final List<Path> SOURCES =
            List.of(Path.of("src", "main", "java"), Path.of("src", "main", "java22"));

    @Test
    void theJarIsTheNamedModule() throws Exception {
        ModuleDescriptor module = ModuleFinder.of(Publication.find().file(".jar"))
                .find("io.github.nioecho").orElseThrow().descriptor();
        assertFalse(module.isAutomatic());
        assertTrue(module.exports().stream()
                .anyMatch(export -> export.source().equals("io.github.nioecho")));
    }

    @Test
    void theJarNamesItsCommandLineAndItsVersion() throws Exception {
        Publication publication = Publication.find();
        try (JarFile jar = new JarFile(publication.file(".jar").toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("io.github.nioecho.cli.Main", manifest.getValue("Main-Class"));
            assertEquals(publication.version(), manifest.getValue("Implementation-Version"));
        }
    }

    @Test
    void theJarHasClassesForJava22ThatMayCallNativeCode() throws Exception {
        try (JarFile jar = new JarFile(Publication.find().file(".jar").toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("true", manifest.getValue("Multi-Release"));
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
            assertTrue(jar.stream().anyMatch(entry -> entry.getName().equals(
                    "META-INF/versions/22/io/github/nioecho/channels/Ring.class")));
        }
    }

    @Test
    void theJarHoldsTheLicence() throws Exception {
        assertEquals(Set.of("META-INF/LICENSE"),
                Publication.entries(Publication.find().file(".jar"), "LICENSE"));
    }

    @Test
    void everyClassOfTheJarComesFromASourceFileOfTheSources() throws Exception {
        Publication publication = Publication.find();
        Set<String> classes = Publication.entries(publication.file(".jar"), ".class").stream()
                .map(name -> name.replaceAll("(\\$.*)?\\.class$", ".java")
                        .replaceFirst("^META-INF/versions/22/", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(classes, Publication.entries(publication.file("-sources.jar"), ".java"));
    }

    @Test
    void theSourcesAreComplete() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                        .forEach(names::add);
            }
        }
        assertEquals(names, Publication.entries(
                Publication.find().file("-sources.jar"), ".java"));
    }

    @Test
    void theJavadocDescribesEveryExportedPackage() throws Exception {
        Publication publication = Publication.find();
        Set<String> summaries = ModuleFinder.of(publication.file(".jar"))
                .find("io.github.nioecho").orElseThrow().descriptor().exports().stream()
                .map(export -> "io.github.nioecho/" + export.source().replace('.', '/')
                        + "/package-summary.html")
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(summaries, Publication.entries(
                publication.file("-javadoc.jar"), "package-summary.html"));
    }

    @Test
    @DisabledIfSystemProperty(named = "maven.settings", matches = "offline=true",
            disabledReason = "the plugin makes no bill of materials offline")
    void theBillOfMaterialsIsOfThisJarWhichNeedsNoOther() throws Exception {
        Publication publication = Publication.find();
        assertTrue(Files.isRegularFile(publication.file("-cyclonedx.json")));
        Node bill = Publication.parse(publication.file("-cyclonedx.xml"));
        assertEquals("pkg:maven/io.github.nioecho/nioecho@" + publication.version() + "?type=jar",
                Publication.text(bill, "/*/*[local-name()='metadata']"
                        + "/*[local-name()='component']/*[local-name()='purl']"));
        NodeList needed = Publication.nodes(bill, "/*/*[local-name()='dependencies']"
                + "/*[local-name()='dependency'][starts-with(@ref, 'pkg:maven/io.github.nioecho/')]"
                + "/*[local-name()='dependency']/@ref");
        assertEquals(1, needed.getLength(), "JUnit's API");
        for (int i = 0; i < needed.getLength(); i++) {
            String name = needed.item(i).getNodeValue();
            assertEquals("optional", Publication.text(bill, "/*/*[local-name()='components']"
                    + "/*[local-name()='component'][@bom-ref='" + name + "']"
                    + "/*[local-name()='scope']"), name);
        }
    }
}
