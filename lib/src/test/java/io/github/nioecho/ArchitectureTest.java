package io.github.nioecho;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.nioecho.junit.EchoServerExtension;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ArchitectureTest {

    private static final String CORE = "io.github.nioecho";

    private static JavaClasses library;

    @BeforeAll
    static void read() throws Exception {
        library = new ClassFileImporter().importPath(Path.of(
                EchoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    @Test
    void theServerNeedsTheJdkAndItselfOnly() {
        classes().that().resideInAPackage(CORE).and(not(belongToAnyOf(JfrEvents.class)))
                .should().onlyDependOnClassesThat().resideInAnyPackage(CORE, "java..")
                .check(library);
    }

    /** A Java may have no Flight Recorder: one place finds out, and loads what needs it. */
    @Test
    void onlyTheEventsNeedFlightRecorder() {
        classes().that(belongToAnyOf(JfrEvents.class))
                .should().onlyDependOnClassesThat().resideInAnyPackage(CORE, "java..", "jdk.jfr")
                .check(library);
        noClasses().that(not(belongToAnyOf(JfrEvents.class, FlightEvents.class)))
                .should().dependOnClassesThat(belongToAnyOf(JfrEvents.class))
                .check(library);
    }

    /** A library does not print, and does not end the process: its command line does. */
    @Test
    void onlyTheCommandLineHasStandardStreamsAndExitCodes() {
        noClasses().that(not(equivalentTo(Main.class)))
                .should(ACCESS_STANDARD_STREAMS)
                .check(library);
        noClasses().that(not(equivalentTo(Main.class)))
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
