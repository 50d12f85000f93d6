package io.github.nioecho.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Neighbouring buffer sizes of which the same can be said.
 *
 * @param buffers the sizes
 * @param value what can be said
 */
record BufferGroup<T>(List<Integer> buffers, T value) {

    /** Groups sizes in their order. */
    static <T> List<BufferGroup<T>> of(Map<Integer, T> values) {
        List<BufferGroup<T>> groups = new ArrayList<>();
        values.forEach((buffer, value) -> {
            BufferGroup<T> last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            if (last == null || !last.value().equals(value)) {
                last = new BufferGroup<>(new ArrayList<>(), value);
                groups.add(last);
            }
            last.buffers().add(buffer);
        });
        return groups;
    }
}
