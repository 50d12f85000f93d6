#!/usr/bin/env bash
# JMH 1.37: without forks, one benchmark that fails halfway takes the results of all others along.
#
# Guess:     -f 0 differs from -f 1 in where the benchmark runs. One that throws is reported, the
#            others' results are kept, as with forks.
# Behaviour: where one throws after its first iteration, the run ends with an
#            IndexOutOfBoundsException of JMH's own. The benchmarks before it have no result
#            either, and the results file stays empty.
# Output:    with -f 1: 3 benchmarks in the results file; with -f 0: 0, IndexOutOfBoundsException
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in org.openjdk.jmh:jmh-core:1.37 org.openjdk.jmh:jmh-generator-annprocess:1.37 \
        net.sf.jopt-simple:jopt-simple:5.0.4 org.apache.commons:commons-math3:3.6.1; do
    mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="$artifact" -DoutputDirectory=lib >&2
done
path=$(printf "%s:" lib/*.jar)

cat > Probe.java <<'JAVA'
package probe;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.*;

@State(Scope.Benchmark)
@Warmup(iterations = 0)
@Measurement(iterations = 2, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Probe {
    private int iteration;

    @Setup(Level.Iteration)
    public void count() {
        iteration++;
    }

    @Benchmark
    public int before() {
        return iteration;
    }

    @Benchmark
    public int failing() {
        if (iteration == 2) {
            throw new IllegalStateException("in iteration 2");
        }
        return iteration;
    }

    @Benchmark
    public int later() {
        return iteration;
    }
}
JAVA
javac -cp "$path" -processorpath "$path" -d classes Probe.java
run() {
    java -cp "classes:$path" org.openjdk.jmh.Main -f "$1" -rf csv -rff "results$1.csv" \
        > "log$1.txt" 2>&1 || true
    grep -c "probe.Probe" "results$1.csv" || true
}
seen="with -f 1: $(run 1) benchmarks in the results file; with -f 0: $(run 0),"
seen="$seen $(sed -n 's/^Exception in .*java\.lang\.\(IndexOutOfBoundsException\).*/\1/p' log0.txt)"
echo "$seen"
[ "$seen" = \
    "with -f 1: 3 benchmarks in the results file; with -f 0: 0, IndexOutOfBoundsException" ]
