package io.github.nioecho.bench.costs;

import io.github.nioecho.bench.results.CostFit;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/** Fits what a message takes: see {@link CostFit}. */
public final class CostModel {

    private static final double KIB = 1024;

    private CostModel() {
    }

    /**
     * Fits.
     *
     * @param observed at least one more than there are coefficients, with more than one number of
     *     cycles and more than one message size
     * @return the fit, or null where the observations do not allow for one
     */
    public static CostFit fit(List<Observation> observed) {
        if (observed.size() <= CostFit.COEFFICIENTS) {
            return null;
        }
        // A relative error counts as much in a cheap cell as in a dear one: all is over the cost.
        double[][] rows = observed.stream().map(Observation::row).toArray(double[][]::new);
        double[] ones = new double[rows.length];
        Arrays.fill(ones, 1);
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        try {
            regression.newSampleData(ones, rows);
            double[] costs = regression.estimateRegressionParameters();
            double[] errors = regression.estimateRegressionParametersStandardErrors();
            return new CostFit(costs[0], costs[1], costs[2], errors[0], errors[1], errors[2],
                    Math.sqrt(regression.calculateResidualSumOfSquares() / rows.length),
                    rows.length);
        } catch (SingularMatrixException e) {
            return null;
        }
    }

    /**
     * What a message took.
     *
     * @param messageBytes its size
     * @param bufferBytes of the server
     * @param micros what it took, above 0
     */
    public record Observation(int messageBytes, int bufferBytes, double micros) {

        private double[] row() {
            return new double[] {
                1 / micros,
                Math.ceil((double) messageBytes / bufferBytes) / micros,
                messageBytes / KIB / micros};
        }
    }
}
