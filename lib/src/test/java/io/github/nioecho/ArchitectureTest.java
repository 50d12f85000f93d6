package io.github.nioecho;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.nioecho.junit.EchoServerExtension;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class ArchitectureTest {

    private static final String ROOT = "io.github.nioecho";
    private static final String UDP = ROOT + ".udp";
    private static final String FAULT = ROOT + ".fault";
    private static final String JUNIT = ROOT + ".junit";
    private static final String CLI = ROOT + ".cli";
    private static final String SERVER = ROOT + ".server";
    private static final String TEXT = ROOT + ".text";
    private static final String CHANNELS = ROOT + ".channels";
    private static final String MAIN = CLI + ".Main";

    private static JavaClasses library;

    @BeforeAll
    static void read() throws Exception {
        library = new ClassFileImporter().importPath(Path.of(
                EchoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    /** Each room and what it may know besides itself and the JDK; a class elsewhere fails. */
    static Stream<Arguments> rooms() {
        return Stream.of(
                arguments(TEXT, List.of()),
                arguments(CHANNELS, List.of()),
                arguments(SERVER, List.of(TEXT)),
                arguments(ROOT, List.of(CHANNELS, SERVER, TEXT)),
                arguments(UDP, List.of(ROOT, SERVER)),
                arguments(FAULT, List.of(ROOT)),
                arguments(JUNIT, List.of(ROOT, TEXT, UDP, "org.junit.jupiter.api..",
                        "org.junit.platform.commons.function",
                        "org.junit.platform.commons.support")),
                arguments(CLI, List.of(ROOT, CHANNELS, UDP, TEXT)));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomKnowsTheJdkAndTheRoomsBelowIt(String room, List<String> below) {
        List<String> known = new ArrayList<>(below);
        known.addAll(List.of(room, "java.."));
        classes().that().resideInAPackage(room).and(not(belongToAnyOf(JfrEvents.class)))
                .should().onlyDependOnClassesThat()
                .resideInAnyPackage(known.toArray(String[]::new))
                .check(library);
    }

    @Test
    void everyClassIsInARoom() {
        String[] rooms = rooms().map(room -> (String) room.get()[0]).toArray(String[]::new);
        classes().should().resideInAnyPackage(rooms).check(library);
    }

    /** The core of the server is its own: the other rooms use what users have. */
    @Test
    void otherRoomsUseThePublicTypesOfTheRootOnly() {
        classes().that().resideInAPackage(ROOT).and().areNotPublic()
                .should().onlyBeAccessed().byClassesThat().resideInAPackage(ROOT)
                .check(library);
    }

    /** The server would serve as well without the faults: it knows the door they come in by. */
    @Test
    void onlyTheDoorOfTheRootIsKnownToFaults() {
        noClasses().that().resideInAPackage(FAULT)
                .should().dependOnClassesThat(
                        resideInAPackage(ROOT).and(not(belongToAnyOf(ConnectionFault.class))))
                .check(library);
    }

    @Test
    void nobodyOutsideTheModuleSeesTheInnerRooms() throws Exception {
        Path classes = Path.of(
                EchoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            assertEquals(Set.of(ROOT, CHANNELS, UDP, FAULT, JUNIT), ModuleDescriptor.read(in).exports()
                    .stream().map(ModuleDescriptor.Exports::source).collect(toSet()));
        }
    }

    /** A Java may have no Flight Recorder: one place finds out, and loads what needs it. */
    @Test
    void onlyTheEventsNeedFlightRecorder() {
        classes().that(belongToAnyOf(JfrEvents.class))
                .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, "java..", "jdk.jfr")
                .check(library);
        noClasses().that(not(belongToAnyOf(JfrEvents.class, FlightEvents.class)))
                .should().dependOnClassesThat(belongToAnyOf(JfrEvents.class))
                .check(library);
    }

    /** A library does not print, and does not end the process: its command line does. */
    @Test
    void onlyTheCommandLineHasStandardStreamsAndExitCodes() {
        noClasses().that(not(name(MAIN)))
                .should(ACCESS_STANDARD_STREAMS)
                .check(library);
        noClasses().that(not(name(MAIN)))
                .should().callMethod(System.class, "exit", int.class)
                .check(library);
    }

    /** A test that waits for the server sleeps; the server itself never does. */
    @Test
    void nothingButATestsWaitSleeps() {
        noClasses().that(not(belongToAnyOf(MetricsWatch.class, EchoServerExtension.class)))
                .should().callMethod(Thread.class, "sleep", long.class)
                .orShould().callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould().callMethod(TimeUnit.class, "sleep", long.class)
                .check(library);
    }
}
