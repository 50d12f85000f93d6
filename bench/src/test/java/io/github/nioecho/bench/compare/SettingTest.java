package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SettingTest {

    private static final ComparisonPlan PLAN = new ComparisonPlan(List.of("a", "b"), "a",
            List.of(256, 1024, 4096, 16384, 65536), Messages.ofEach(1024, 65536),
            List.of(Question.values()), null, 16, 1, 1, 5, 40, 8, 60);

    @Test
    void everySettingIsThereOnceWithItsConnections() {
        List<Setting> settings = Setting.of(PLAN);
        assertEquals(30, settings.size());
        assertEquals(30, Set.copyOf(settings).size());
        for (Setting setting : settings) {
            assertEquals(
                    setting.question() == Question.LATENCY ? 1 : 16, setting.connections());
        }
    }

    @Test
    void onlyWhatIsAskedIsMeasured() {
        assertEquals(List.of(Rows.churn("a")),
                Setting.of(Rows.plan(List.of(Question.CHURN), "a")).stream()
                        .map(setting -> setting.cell("a")).toList());
        assertEquals(List.of(Rows.throughput("a"), Rows.latency("a")),
                Setting.of(Rows.plan("a")).stream().map(setting -> setting.cell("a")).toList());
    }
}
