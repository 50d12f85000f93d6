package io.github.nioecho.channels.difference;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a provider of ours may do otherwise than the JDK's, and why. Each is as narrow as it can
 * be: what the JDK's does, after what, is part of it.
 */
enum AllowedDifference {

    READ_AFTER_TIMEOUT(Effect.REST_OF_CHANNEL, (jdk, own, step) -> jdk.text().matches(
            ".*read\\d+ after a timeout throws java.lang.IllegalStateException"),
            "a timed-out read has taken no byte, so that the channel stays usable"),

    READ_AFTER_CANCEL(Effect.REST_OF_CHANNEL, (jdk, own, step) -> jdk.text().matches(
            ".*read\\d+ after a cancel throws java.lang.IllegalStateException"),
            "a cancelled read has taken no byte, so that the channel stays usable"),

    WRITE_AFTER_TIMEOUT(Effect.REST_OF_CHANNEL, (jdk, own, step) -> jdk.text().matches(
            ".*write\\d+ after a timeout throws java.lang.IllegalStateException"),
            "a timed-out write of which no byte was sent leaves the channel usable"),

    WRITE_AFTER_CANCEL(Effect.REST_OF_CHANNEL, (jdk, own, step) -> jdk.text().matches(
            ".*write\\d+ after a cancel throws java.lang.IllegalStateException"),
            "a cancelled write of which no byte was sent leaves the channel usable"),

    ACCEPT_AFTER_CANCEL(Effect.REST_OF_SEQUENCE, (jdk, own, step) -> jdk.text().matches(
            "accept\\d+ after a cancel throws java.lang.RuntimeException"),
            "no connection is lost by a cancelled accept; the JDK's bare exception is in no"
                    + " specification"),

    /** What is connected or accepted there, or not, its handler may carry to other channels. */
    UNIX_ADDRESS_IS_BOUND(Effect.REST_OF_SEQUENCE, (jdk, own, step) -> jdk.text().equals(
            "bind to unix throws java.nio.channels.UnsupportedAddressTypeException"),
            "ours take Unix domain addresses"),

    /** It fails and closes the channel, whose place an accepted one may take then. */
    UNIX_ADDRESS_IS_CONNECTED_TO(Effect.REST_OF_SEQUENCE, (jdk, own, step) -> jdk.text().matches(
            "connect\\d+ to unix.* throws java.nio.channels.UnsupportedAddressTypeException"),
            "ours take Unix domain addresses"),

    OPTION_OF_OURS(Effect.THIS_LINE, (jdk, own, step) -> jdk.text().matches(
            "[sg]et (SO_LINGER|IP_TOS).* throws java.lang.UnsupportedOperationException")
            && own.text().matches(
                    "[sg]et (SO_LINGER|IP_TOS).* (returns .*|throws java\\.(io|nio).*)"),
            "ours take SO_LINGER and, on a Selector, IP_TOS"),

    OPTION_AFTER_SHUTDOWN(Effect.REST_OF_CHANNEL, (jdk, own, step) -> jdk.text().matches(
            "set \\S+ throws java.io.IOException")
            && own.text().matches("set \\S+ (returns .*|throws java.lang.IllegalArgument.*)"),
            "the JDK's takes no option any more when its output has been shut down, which its"
                    + " specification does not say and the system does not ask for"),

    RESET_REMEMBERED(Effect.THIS_LINE, (jdk, own, step) -> isResetRemembered(jdk, own),
            "a SocketChannel remembers that it was reset, where the kernel tells of it once and"
                    + " then of an end that never was"),

    WRITE_BEFORE_READ(Effect.ORDER, (jdk, own, step) ->
            standIn(jdk, step).isPresent()
            && jdk.text().matches("read\\d+ (completed|failed) .*")
            && own.text().matches("write\\d+ (completed|failed) .*"),
            "of a read and a write that a handler begins, in this order, a read that waits for its"
                    + " loop ends later than a write that is tried at once; nothing says which of"
                    + " them is told of first"),

    TOLD_OF_AFTER_A_TURN(Effect.ORDER, (jdk, own, step) ->
            jdk.text().matches("(read|write)\\d+ (completed|failed) .*")
            && isOvertaken(jdk, own, step),
            "what a ring is given is done when the loop next enters the kernel, and never inside"
                    + " the call that begins it, where the JDK's tries it and may tell of it; what"
                    + " a handler does next, and needs no kernel, is then told of before it"),

    READ_TOLD_OF_AFTER_A_TURN(Effect.ORDER, (jdk, own, step) ->
            jdk.text().matches("read\\d+ (completed|failed) .*")
            && isOvertaken(jdk, own, step),
            "a read that a handler begins after another waits for its loop on a Selector, where the"
                    + " JDK's tries it and may tell of it inside the call; what the handler does"
                    + " next, and needs no kernel, is then told of before it"),

    RESET_TOLD_OF_TO_THE_WRITE_FIRST(Effect.ORDER, (jdk, own, step) -> jdk.slot() == own.slot()
            && standIn(jdk, step).isPresent()
            && jdk.text().matches(
                    "read\\d+ (completed -1 \\(0\\)|failed java.io.IOException \\(moved 0\\))")
            && own.text().matches("stalled write failed java.io.IOException .*"),
            "a reset ends the read and the write that wait for the kernel; nothing says which of"
                    + " them is told of first"),

    CLOSED_IN_TURN(Effect.ORDER, (jdk, own, step) -> jdk.slot() == own.slot()
            && step.contains(jdk)
            && jdk.text().matches(".*(read|write)\\d* failed .*AsynchronousCloseException.*")
            && own.text().matches(".*(read|write)\\d* failed .*AsynchronousCloseException.*"),
            "of what a close ends, one that its loop had not begun is told of first; nothing says"
                    + " in which order"),

    RESET_TAKEN_BY_WRITE(Effect.THIS_LINE, (jdk, own, step) -> isResetTakenByWrite(jdk, own, step),
            "the kernel tells of a reset once, the first operation that comes by, and after it of"
                    + " the end: of a read and a write begun together either may be the first"),

    MORE_OPTIONS(Effect.THIS_LINE, (jdk, own, step) -> jdk.text().startsWith("supported [")
            && own.text().startsWith("supported [") && options(own).containsAll(options(jdk)),
            "ours take SO_LINGER and extended options of jdk.net");

    /** What is not compared because of it. */
    enum Effect {
        /** That the same lines come in another order. */
        ORDER,
        THIS_LINE,
        REST_OF_CHANNEL,
        REST_OF_SEQUENCE
    }

    /** Whether one line may stand for another, in a step of these lines of ours. */
    private interface Rule {
        boolean allows(Line jdk, Line own, List<Line> step);
    }

    private static final Line NOTHING = new Line(Line.GROUP, "");

    final Effect effect;
    final String reason;
    private final Rule rule;

    AllowedDifference(Effect effect, Rule rule, String reason) {
        this.effect = effect;
        this.rule = rule;
        this.reason = reason;
    }

    /** Returns what one that does everything inside the call that the JDK does may differ by. */
    static Set<AllowedDifference> ofSelector() {
        return EnumSet.complementOf(EnumSet.of(TOLD_OF_AFTER_A_TURN));
    }

    static Set<AllowedDifference> ofRing() {
        return EnumSet.allOf(AllowedDifference.class);
    }

    private static boolean isResetRemembered(Line jdk, Line own) {
        return own.slot() == jdk.slot() && own.text().equals(jdk.text().replace(
                "completed -1 (0)", "failed java.io.IOException (moved 0)"));
    }

    private static boolean isResetTakenByWrite(Line jdk, Line own, List<Line> step) {
        return jdk.slot() == own.slot()
                && jdk.text().matches("read\\d+ failed java.io.IOException .*")
                && own.text().equals(jdk.text().replaceAll("failed .*", "completed -1 (0)"))
                && step.stream().anyMatch(line -> line.slot() == own.slot()
                        && line.text().matches("write\\d+ failed java.io.IOException .*"));
    }

    /** Returns the line of ours that is the JDK's, or that differs from it as one line may. */
    static Optional<Line> standIn(Line jdk, List<Line> step) {
        return step.stream().filter(own -> own.equals(jdk) || isResetRemembered(jdk, own)
                || isResetTakenByWrite(jdk, own, step)).findFirst();
    }

    /**
     * Whether all between here and the line that stands for the JDK's is what other calls, not of
     * its kind on its channel, say at once.
     */
    private static boolean isOvertaken(Line jdk, Line own, List<Line> step) {
        int at = standIn(jdk, step).map(step::indexOf).orElse(0) - 1;
        while (at > step.indexOf(own) && isOtherSaidAtOnce(jdk, step.get(at))) {
            at--;
        }
        return at >= 0 && at == step.indexOf(own) && isOtherSaidAtOnce(jdk, own);
    }

    private static boolean isOtherSaidAtOnce(Line jdk, Line line) {
        boolean same = line.slot() == jdk.slot() && kind(line).equals(kind(jdk));
        return !same && (line.text().matches("(read|write|accept)\\d+.* throws .*")
                || line.text().matches(
                        "read\\d+( after a \\w+)? completed (0 \\(moved 0\\)|-1 \\(0\\))")
                || line.text().matches("write\\d+ completed 0")
                || line.text().matches("(read|write)\\d+ failed .*\\.ClosedChannelException .*"));
    }

    private static String kind(Line line) {
        return line.text().replaceAll("\\d.*", "");
    }

    private static List<String> options(Line line) {
        return List.of(line.text().replaceAll("supported \\[|\\]", "").split(", "));
    }

    /**
     * @param jdk or {@code own} may be null, if there is no such line
     * @param step all lines of ours
     */
    static Optional<AllowedDifference> of(
            Line jdk, Line own, List<Line> step, Set<AllowedDifference> among) {
        for (AllowedDifference allowed : among) {
            if (allowed.rule.allows(
                    jdk == null ? NOTHING : jdk, own == null ? NOTHING : own, step)) {
                return Optional.of(allowed);
            }
        }
        return Optional.empty();
    }
}
