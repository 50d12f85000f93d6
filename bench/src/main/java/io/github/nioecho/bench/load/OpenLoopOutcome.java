package io.github.nioecho.bench.load;

/**
 * What came of a run of an {@link OpenLoop}.
 *
 * @param schedule when messages were to be sent
 * @param answered how many came back
 * @param elapsedNanos from the start until the last echo, or until the end of the schedule if that
 *     is later; if some did not come back, until they were given up
 */
public record OpenLoopOutcome(Schedule schedule, long answered, long elapsedNanos) {

    private static final double LEAST_SHARE = 0.99;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns how many messages were given up. */
    public long unanswered() {
        return schedule.messages() - answered;
    }

    /** Returns how many messages per second came back. */
    public double achievedRate() {
        return answered * NANOS_PER_SECOND / elapsedNanos;
    }

    /** Returns whether the achieved rate is more than 1 % below that of the schedule. */
    public boolean missedRate() {
        return achievedRate() < LEAST_SHARE * schedule.rate();
    }
}
