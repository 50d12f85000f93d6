package io.github.nioecho;

import io.github.nioecho.channels.IoUringChannelProvider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The implementation of NIO.2 that a whole run of the tests is on: the JDK's, or what a system
 * property names.
 *
 * <pre>
 * mvn -B verify                   the tests {@link OnEachProvider} on all three, the rest on the JDK's
 * mvn -B verify -Dproviders=all   all of them on all three
 * mvn -B test -pl lib -Dtest=FooTest \\
 *     -Djava.nio.channels.spi.AsynchronousChannelProvider=\\
 * io.github.nioecho.channels.SelectorChannelProvider
 * </pre>
 *
 * <p>As a condition of every test, it skips those for which there is no such provider here, and says
 * why; and those that are {@link OnlyOnJdkChannels}, where the channels are ours.
 */
public final class ChosenProvider implements ExecutionCondition {

    private static final String PROPERTY = "java.nio.channels.spi.AsynchronousChannelProvider";
    private static final String CHOSEN = System.getProperty(PROPERTY, "");

    /** Why there is none here, if so; found out once. */
    private static final Optional<String> UNAVAILABLE =
            CHOSEN.equals(IoUringChannelProvider.class.getName())
                    ? IoUringChannelProvider.unavailable() : Optional.empty();

    /** Returns the options that let another JVM run on the same. */
    public static List<String> jvmOptions() {
        return CHOSEN.isEmpty() ? List.of()
                : List.of("-D" + PROPERTY + "=" + CHOSEN, "--enable-native-access=ALL-UNNAMED");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (UNAVAILABLE.isPresent()) {
            return ConditionEvaluationResult.disabled(UNAVAILABLE.get());
        }
        Optional<OnlyOnJdkChannels> jdk =
                AnnotationSupport.findAnnotation(context.getElement(), OnlyOnJdkChannels.class);
        if (jdk.isPresent() && !CHOSEN.isEmpty()) {
            return ConditionEvaluationResult.disabled(
                    "is about the JDK's channels: " + jdk.get().value());
        }
        return ConditionEvaluationResult.enabled("runs on whatever is chosen");
    }
}
