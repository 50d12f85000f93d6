package io.github.nioecho.skipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

@Timeout(60)
class SkipReasonsTest {

    private final List<String> printed = new ArrayList<>();

    @Test
    void eachReasonIsALineAndHasItsCount() {
        run(Mixed.class);
        assertEquals(List.of(
                "skipped: 1 test: has no reason in a line of its own",
                "skipped: 4 tests: it rains",
                "skipped: 1 test: no reason given"), printed);
    }

    @Test
    void classThatIsSkippedCountsAsItsTests() {
        run(Skipped.class);
        assertEquals(List.of("skipped: 3 tests: it snows"), printed);
    }

    @Test
    void classThatGivesUpCountsAsItsTests() {
        run(GivesUp.class);
        assertEquals(List.of("skipped: 2 tests: it hails"), printed);
    }

    @Test
    void plansOfOneSessionAreAddedUp() {
        run(Skipped.class, Mixed.class, Skipped.class);
        assertEquals(4, printed.size(), printed::toString);
        assertTrue(printed.contains("skipped: 6 tests: it snows"), printed::toString);
    }

    @Test
    void nothingIsSaidOfTestsThatRun() {
        run(Runs.class);
        assertEquals(List.of(), printed);
    }

    @Test
    void junitFindsIt() {
        assertEquals(1, ServiceLoader.load(LauncherSessionListener.class).stream()
                .filter(service -> service.type() == SkipReasons.class).count());
    }

    /** Runs classes one after the other, as Surefire does. */
    private void run(Class<?>... fixtures) {
        LauncherConfig config = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .addLauncherSessionListeners(new SkipReasons(printed::add))
                .build();
        try (LauncherSession session = LauncherFactory.openSession(config)) {
            for (Class<?> fixture : fixtures) {
                session.getLauncher().execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(fixture)).build());
            }
            assertEquals(List.of(), printed, "it is not over");
        }
    }

    /** Run by the tests above only: neither surefire nor Jupiter takes a static nested class. */
    static class Mixed {

        @Test
        @Disabled("it rains")
        void isDisabled() { }

        @Test
        void assumes() {
            assumeTrue(false, "it rains");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void assumesNowAndThen(int number) {
            assumeTrue(number == 2, "it rains");
        }

        @Test
        void assumesWithoutAReason() {
            throw new TestAbortedException();
        }

        @Test
        void assumesAtLength() {
            assumeTrue(false, "has no reason\n  in a line of its own\n");
        }

        @Test
        void runs() { }
    }

    @Disabled("it snows")
    static class Skipped {

        @Test
        void one() { }

        @Test
        void another() { }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void third(int number) { }
    }

    static class GivesUp {

        @BeforeAll
        static void assumes() {
            assumeTrue(false, "it hails");
        }

        @Test
        void one() { }

        @Test
        void another() { }
    }

    static class Runs {

        @Test
        void runs() { }
    }
}
