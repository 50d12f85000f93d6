#!/usr/bin/env bash
# JMH 1.37: -p with a name that no benchmark has is no error.
#
# Guess:     -p siz=64, for a parameter called size, ends with a complaint.
# Behaviour: it is ignored without a word: the run measures all values of the annotation and ends
#            with exit code 0.
# Output:    -p size=64 measures size 64; -p siz=64 measures size 1, exit code 0, 0 lines name siz
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
@Measurement(iterations = 1, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Probe {
    @Param("1")
    int size;

    @Benchmark
    public int measured() {
        return size;
    }
}
JAVA
javac -cp "$path" -processorpath "$path" -d classes Probe.java
run() {
    java -cp "classes:$path" org.openjdk.jmh.Main -p "$1" -rf csv -rff "$2.csv" > "$2.txt" 2>&1
}
size() {
    sed -n 's/^"probe.*,\([0-9]*\)[^0-9]*$/\1/p' "$1.csv"
}
run size=64 right
code=0
run siz=64 wrong || code=$?
seen="-p size=64 measures size $(size right); -p siz=64 measures size $(size wrong), exit code $code,"
seen="$seen $(grep -cw siz wrong.txt || true) lines name siz"
echo "$seen"
[ "$seen" = "-p size=64 measures size 64; -p siz=64 measures size 1, exit code 0, 0 lines name siz" ]
