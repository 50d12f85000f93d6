#!/usr/bin/env bash
# JMH 1.37: @AuxCounters does not see inherited counters.
#
# Guess:     a public field that a class with @AuxCounters inherits is a counter like its own ones:
#            @State classes take @Param, @Setup and @TearDown from their superclasses, too.
# Behaviour: only the fields that the class itself declares are counters. The inherited one is left
#            out of the results, and neither the compiler nor the run says so.
# Output:    counters: own; warnings at compile time: 0
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

@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 1, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Probe {
    @State(Scope.Thread)
    public static class Base {
        public long inherited;
    }

    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counters extends Base {
        public long own;
    }

    @Benchmark
    public void measured(Counters counters) {
        counters.own++;
        counters.inherited++;
    }
}
JAVA
javac -cp "$path" -processorpath "$path" -d classes Probe.java 2> warnings.txt
java -cp "classes:$path" org.openjdk.jmh.Main -rf csv -rff results.csv > log.txt
seen="counters: $(sed -n 's/^"probe.Probe.measured:\([a-z]*\)".*/\1/p' results.csv | paste -sd ' ')"
seen="$seen; warnings at compile time: $(wc -l < warnings.txt | tr -d ' ')"
echo "$seen"
[ "$seen" = "counters: own; warnings at compile time: 0" ]
