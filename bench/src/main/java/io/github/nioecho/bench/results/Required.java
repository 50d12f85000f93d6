package io.github.nioecho.bench.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What must be in results: a file may be somebody else's, or edited. */
final class Required {

    private Required() {
    }

    /** Returns a value that must be there. */
    static <T> T value(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    /** Returns a copy of a list that must be there and have no null in it. */
    static <T> List<T> list(String name, List<T> list) {
        if (value(name, list).stream().anyMatch(each -> each == null)) {
            throw new IllegalArgumentException(name + " has a null in it");
        }
        return List.copyOf(list);
    }

    /** Returns the same, where a list that is not there is an empty one. */
    static <T> List<T> orEmpty(String name, List<T> list) {
        return list == null ? List.of() : list(name, list);
    }

    /** Returns the same of a list that must have something in it. */
    static <T> List<T> filled(String name, List<T> list) {
        requireFilled(name, list);
        return list(name, list);
    }

    /** Returns the same of a list in which null stands for something not known. */
    static <T> List<T> filledOrUnknown(String name, List<T> list) {
        requireFilled(name, list);
        return Collections.unmodifiableList(new ArrayList<>(list));
    }

    private static void requireFilled(String name, List<?> list) {
        if (value(name, list).isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
    }
}
