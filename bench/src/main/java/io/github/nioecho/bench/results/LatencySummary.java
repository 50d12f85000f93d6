package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One server at one rate over all its runs. Percentiles are those of the runs' merged histograms:
 * a mean of percentiles would be no percentile of anything. Runs that failed are not in the
 * figures, runs that missed the rate are.
 *
 * @param variant name of the server
 * @param targetRate messages per second that the schedule asked for
 * @param runs how often it was measured
 * @param missedRuns how many of these missed the rate
 * @param failedRuns how many of these gave no figures
 * @param achievedRate messages per second whose echo came back, over all runs; null if all failed
 * @param responseMicros times from the intended send to the verified echo, in microseconds, by
 *     name, see {@link Percentiles#NAMES}
 * @param serviceMicros times from the actual send to the verified echo
 * @param latenessMicros times from the intended to the actual send
 * @param responseCurve the whole distribution of response times
 * @param serviceCurve the whole distribution of service times
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds;
 *     null if it could not be measured
 * @param sizes times by the size of the message; empty unless there are several
 */
public record LatencySummary(
        String variant,
        double targetRate,
        int runs,
        int missedRuns,
        int failedRuns,
        Double achievedRate,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> responseMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> serviceMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> latenessMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> responseCurve,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> serviceCurve,
        Double cpuMicrosPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SizeTimes> sizes) {

    /** Copies the collections; null stands for an empty one. */
    public LatencySummary {
        Required.value("variant", variant);
        responseMicros = LatencyRun.copy(responseMicros);
        serviceMicros = LatencyRun.copy(serviceMicros);
        latenessMicros = LatencyRun.copy(latenessMicros);
        responseCurve = Required.orEmpty("responseCurve", responseCurve);
        serviceCurve = Required.orEmpty("serviceCurve", serviceCurve);
        sizes = Required.orEmpty("sizes", sizes);
    }
}
