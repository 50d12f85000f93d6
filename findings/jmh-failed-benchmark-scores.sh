#!/usr/bin/env bash
# JMH 1.37: a benchmark that fails halfway has a score all the same, and nothing is torn down.
#
# Guess:     a benchmark that throws has no score, its @TearDown is called, and the run's exit code
#            tells.
# Behaviour: where a fork throws in its second iteration, the first one is the result, in the table
#            and in the results file, with fewer samples and no error margin as the only trace. The
#            exit code is 0, and @TearDown is not called. -foe true makes the run fail.
# Output:    exit code 0; samples of the one that throws in iteration 2: 1 of 3; @TearDown: 0 times
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
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 3, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Probe {
    private int iteration;

    @Setup(Level.Iteration)
    public void count() {
        iteration++;
    }

    @Benchmark
    public int failing() {
        if (iteration == 2) {
            throw new IllegalStateException("in iteration 2");
        }
        return iteration;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        System.out.println("torn down");
    }
}
JAVA
javac -cp "$path" -processorpath "$path" -d classes Probe.java
code=0
java -cp "classes:$path" org.openjdk.jmh.Main -rf csv -rff results.csv > log.txt 2>&1 || code=$?
samples=$(sed -n 's/^"probe.Probe.failing","thrpt",1,\([0-9]*\),.*/\1/p' results.csv)
seen="exit code $code; samples of the one that throws in iteration 2: $samples of 3; @TearDown:"
seen="$seen $(grep -c "torn down" log.txt || true) times"
echo "$seen"
[ "$seen" = "exit code 0; samples of the one that throws in iteration 2: 1 of 3; @TearDown: 0 times" ]
