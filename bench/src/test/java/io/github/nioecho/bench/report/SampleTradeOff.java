package io.github.nioecho.bench.report;

import io.github.nioecho.bench.report.TradeOff.Curve;
import io.github.nioecho.bench.report.TradeOff.Point;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Invented trade-offs with everything that there may be in one. */
final class SampleTradeOff {

    /** A curve that bends at 4 KiB. */
    static final List<Point> PREDICTED = IntStream.rangeClosed(0, 8)
            .mapToObj(i -> Point.predicted(256 << i, 256 << i, 100.0 * Math.min(5, i + 1), null))
            .toList();

    private static final String MESSAGES = "64:50%,1024:40%,64KiB:10%";
    private static final double BESIDES_BUFFER = 9000;

    private SampleTradeOff() {
    }

    /** Returns one with predicted points, measured ones, fitted costs and a bound. */
    static TradeOff whole(double boundBytes) {
        return new TradeOff(MESSAGES + " messages", MESSAGES, TradeOff.OF_CONNECTION, boundBytes,
                List.of(curve("async", 5.1, 6.5), curve("blocking", 7.2, 9.9),
                        curve("virtual", 6.2, 10.4), curve("selector", 4.4, 5.9)));
    }

    private static Curve curve(String variant, double message, double cycle) {
        List<Point> points = new ArrayList<>();
        double reference = throughput(message, cycle, 1024);
        for (int buffer = 256; buffer <= 65536; buffer *= 2) {
            double memory = BESIDES_BUFFER + buffer;
            double throughput = throughput(message, cycle, buffer);
            points.add(Point.predicted(buffer, memory, throughput, null));
            if (buffer == 1024 || buffer == 16384 || buffer == 32768) {
                double measured = throughput * 1.04;
                Interval interval = new Interval(measured * 0.97, measured * 1.03);
                double ratio = throughput / reference;
                points.add(Point.measured(buffer, memory, measured, interval,
                        buffer == 1024 ? null : new Ratio(ratio,
                                new Interval(ratio * 0.95, ratio * 1.05), 5,
                                Ratio.Verdict.FASTER)));
            }
        }
        return Curve.of(variant, CostWords.of(CostWords.Cost.of(message, 0.1, 2),
                CostWords.Cost.of(cycle, 0.1, 2), CostWords.Cost.of(0.02, 0.02, 2)), points);
    }

    private static double throughput(double message, double cycle, int buffer) {
        double cycles = 0.5 + 0.4 * Math.ceil(1024.0 / buffer) + 0.1 * Math.ceil(65536.0 / buffer);
        return 1e6 / (message + cycle * cycles);
    }
}
