package io.github.nioecho.skipped;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints why tests were skipped, which Maven only counts: for each reason a line such as
 *
 * <pre>
 * skipped: 316 tests: a seccomp filter forbids io_uring_setup, as in a container
 * </pre>
 *
 * <p>It is one of the test sources of every module; JUnit finds it as a service. A line is of all
 * that one JVM has run: Surefire makes a test plan of each class there, and one session of them.
 *
 * <p>A container that is skipped, a class for one, counts as the tests in it, and a method that would
 * have run several times as one.
 */
public final class SkipReasons implements LauncherSessionListener, TestExecutionListener {

    private static final String OF_AN_ASSUMPTION = "Assumption failed: ";

    private final Map<String, Long> tests = new ConcurrentHashMap<>();
    private final Consumer<String> out;

    /** Written before the tests of a plan begin, read by the threads that run them. */
    private volatile TestPlan plan;

    /** For JUnit. */
    public SkipReasons() {
        // Whatever it is at the end: Surefire and tests put others in its place.
        this(line -> System.out.println(line));
    }

    SkipReasons(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(this);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        add(skipped, reason);
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            add(finished, result.getThrowable().map(Throwable::getMessage).orElse(null));
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        new TreeMap<>(tests).forEach((reason, count) -> out.accept(
                "skipped: " + count + (count == 1 ? " test: " : " tests: ") + reason));
    }

    private void add(TestIdentifier skipped, String reason) {
        long inside = plan.getDescendants(skipped).stream()
                .filter(each -> plan.getChildren(each).isEmpty())
                .count();
        tests.merge(line(reason), Math.max(1, inside), Long::sum);
    }

    private static String line(String reason) {
        if (reason == null || reason.isBlank()) {
            return "no reason given";
        }
        String text = reason.startsWith(OF_AN_ASSUMPTION)
                ? reason.substring(OF_AN_ASSUMPTION.length()) : reason;
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
