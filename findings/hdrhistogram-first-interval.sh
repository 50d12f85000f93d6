#!/usr/bin/env bash
# HdrHistogram 2.2.2: its log processor leaves out an interval that its log reader returns.
#
# Guess:     HistogramLogProcessor sums up what HistogramLogReader reads from the same log.
# Behaviour: the processor drops an interval that began before the log's StartTime, without a word.
#            That is the first one wherever a Recorder is made a moment before the log's head is
#            written. So make the recorder, or reset it, after the head. The reader has them all.
# Output:    recorded 3000, reader 3000, processor 2000
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.hdrhistogram:HdrHistogram:2.2.2 -DoutputDirectory=lib >&2

cat > Probe.java <<'JAVA'
import java.io.File;
import org.HdrHistogram.*;

public class Probe {
    public static void main(String[] args) throws Exception {
        File log = new File("probe.hlog");
        Recorder recorder = new Recorder(3);
        Thread.sleep(20); // whatever else a program does at its start
        HistogramLogWriter writer = new HistogramLogWriter(log);
        writer.outputLogFormatVersion();
        writer.outputStartTime(System.currentTimeMillis());
        writer.outputLegend();
        for (int interval = 0; interval < 3; interval++) {
            for (int i = 1; i <= 1_000; i++) {
                recorder.recordValue(i);
            }
            Thread.sleep(20);
            writer.outputIntervalHistogram(recorder.getIntervalHistogram());
        }
        writer.close();

        long count = 0;
        try (HistogramLogReader reader = new HistogramLogReader(log)) {
            while (reader.hasNext()) {
                count += ((AbstractHistogram) reader.nextIntervalHistogram()).getTotalCount();
            }
        }
        System.out.print("recorded 3000, reader " + count);
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java)
total=$(java -cp 'lib/*' org.HdrHistogram.HistogramLogProcessor -i probe.hlog \
    | sed -n 's/.*Total count *= *\([0-9]*\).*/\1/p')
seen="$seen, processor $total"
echo "$seen"
[ "$seen" = "recorded 3000, reader 3000, processor 2000" ]
