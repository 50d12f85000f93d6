package io.github.nioecho.bench.results;

/**
 * What a message takes with a server, as a sum: a fixed part, a part for each cycle of read and
 * write, and a part for each byte. Fitted by least squares to the relative errors of several cells.
 *
 * @param fixedMicros for a message, in microseconds
 * @param cycleMicros for each buffer that a message fills, the last one in part
 * @param kibMicros for each KiB of a message
 * @param fixedError standard error of {@code fixedMicros}, in microseconds, as the others
 * @param cycleError standard error of {@code cycleMicros}
 * @param kibError standard error of {@code kibMicros}
 * @param residual root of the mean square of the relative errors: 0.05 is 5 %
 * @param cells that it was fitted to
 */
public record CostFit(
        double fixedMicros,
        double cycleMicros,
        double kibMicros,
        double fixedError,
        double cycleError,
        double kibError,
        double residual,
        int cells) {

    /** How many coefficients there are. */
    public static final int COEFFICIENTS = 3;

    private static final double KIB = 1024;

    /** Returns what a message takes, in microseconds. */
    public double micros(double messageBytes, int bufferBytes) {
        return fixedMicros + cycleMicros * Math.ceil(messageBytes / bufferBytes)
                + kibMicros * messageBytes / KIB;
    }
}
