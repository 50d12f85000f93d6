package io.github.nioecho.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What Maven Central requires of a POM, and a user who has nothing but it. */
@Timeout(60)
class PublishedPomIT {

    @ParameterizedTest
    @ValueSource(strings = {
        "name", "description", "url",
        "licenses/license/name", "licenses/license/url",
        "developers/developer/name",
        "developers/developer/organization", "developers/developer/organizationUrl",
        "scm/connection", "scm/developerConnection", "scm/url"
    })
    void saysWhatCentralRequires(String element) throws Exception {
        assertNotEquals("", Publication.text(Publication.find().pom(), "/project/" + element),
                element);
    }

    @Test
    void hasTheCoordinatesOfItsFolder() throws Exception {
        Publication publication = Publication.find();
        Node pom = publication.pom();
        assertEquals("io.github.nioecho", Publication.text(pom, "/project/groupId"));
        assertEquals("nioecho", Publication.text(pom, "/project/artifactId"));
        assertEquals(publication.version(), Publication.text(pom, "/project/version"));
    }

    /** The parent is not published, and what concerns the build is no user's business. */
    @ParameterizedTest
    @ValueSource(strings = {
        "parent", "modules", "properties", "dependencyManagement", "build", "profiles",
        "repositories", "pluginRepositories"
    })
    void leavesOutTheBuild(String element) throws Exception {
        assertEquals(0,
                Publication.nodes(Publication.find().pom(), "/project/" + element).getLength(),
                element);
    }

    @Test
    void bringsNoDependencyAlong() throws Exception {
        NodeList dependencies = Publication.nodes(Publication.find().pom(),
                "/project/dependencies/dependency[not(optional = 'true')]/artifactId");
        for (int i = 0; i < dependencies.getLength(); i++) {
            assertEquals("", dependencies.item(i).getTextContent());
        }
    }

    @ParameterizedTest
    @CsvSource({"../pom.xml, true", "../bench/pom.xml, ''", "pom.xml, false"})
    void isTheOnlyOneThatIsDeployed(Path module, String skip) throws Exception {
        Node pom = Publication.parse(module);
        assertEquals(skip, Publication.text(pom, "/project/properties/maven.deploy.skip"));
        assertEquals(skip.equals("false"), Publication
                .nodes(pom, "//artifactId[. = 'central-publishing-maven-plugin']/../extensions")
                .getLength() == 1);
    }

    @Test
    void isTheOneInsideTheJar() throws Exception {
        Publication publication = Publication.find();
        try (JarFile jar = new JarFile(publication.file(".jar").toFile())) {
            byte[] inside = jar.getInputStream(jar.getEntry(
                    "META-INF/maven/io.github.nioecho/nioecho/pom.xml")).readAllBytes();
            assertArrayEquals(Files.readAllBytes(publication.file(".pom")), inside);
        }
    }
}
