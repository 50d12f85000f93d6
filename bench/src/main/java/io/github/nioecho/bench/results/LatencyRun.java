package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One server at one rate, once: figures, or the cause of the failure. A figure that was not
 * measured is null, never zero.
 *
 * @param variant name of the server
 * @param round the round, from 1; with a sweep, the number of the try
 * @param targetRate messages per second that the schedule asked for
 * @param achievedRate messages per second whose echo came back, from the first intended send to
 *     the last echo, or to the end of the schedule if that is later
 * @param missedRate whether the achieved rate is more than 1 % below the target: the figures then
 *     describe an overload, not that rate
 * @param unanswered messages that were not back when the run gave up on them; the response times
 *     hold how long they had waited by then
 * @param responseMicros times from the intended send to the verified echo, in microseconds, by
 *     name, see {@link Percentiles#NAMES}
 * @param serviceMicros times from the actual send to the verified echo
 * @param latenessMicros times from the intended to the actual send: the part of the response time
 *     that passed in the client, which was late itself or could not write because the server was
 * @param responseCurve the whole distribution of response times
 * @param serviceCurve the whole distribution of service times
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds
 * @param sizes times by the size of the message; empty unless there are several
 * @param histogramFiles HdrHistogram logs, relative to the folder of the results
 * @param failure why there are no figures, or null
 */
public record LatencyRun(
        String variant,
        int round,
        double targetRate,
        Double achievedRate,
        boolean missedRate,
        Long unanswered,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> responseMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> serviceMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> latenessMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> responseCurve,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> serviceCurve,
        Double cpuMicrosPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SizeTimes> sizes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> histogramFiles,
        @JsonInclude(JsonInclude.Include.NON_NULL) String failure) {

    /** Copies the collections; null stands for an empty one. */
    public LatencyRun {
        Required.value("variant", variant);
        responseMicros = copy(responseMicros);
        serviceMicros = copy(serviceMicros);
        latenessMicros = copy(latenessMicros);
        responseCurve = Required.orEmpty("responseCurve", responseCurve);
        serviceCurve = Required.orEmpty("serviceCurve", serviceCurve);
        sizes = Required.orEmpty("sizes", sizes);
        histogramFiles = Required.orEmpty("histogramFiles", histogramFiles);
    }

    /** Returns the run of a server that gave no figures. */
    public static LatencyRun failed(String variant, int round, double targetRate, String cause) {
        return new LatencyRun(variant, round, targetRate, null, false, null, null, null, null,
                null, null, null, null, null, cause);
    }

    /** Returns whether the server met its schedule with its p99 response time in bounds. */
    public boolean held(double p99BoundMicros) {
        return failure == null && !missedRate && responseMicros.get("p99") <= p99BoundMicros;
    }

    static Map<String, Double> copy(Map<String, Double> percentiles) {
        return percentiles == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(percentiles));
    }
}
