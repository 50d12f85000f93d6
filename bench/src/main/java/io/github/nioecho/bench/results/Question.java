package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** What a benchmark asks. */
public enum Question {

    /** How many round trips in a second, and what does each cost the server? */
    THROUGHPUT("throughput"),

    /** How long does a round trip take (service time, closed loop)? */
    LATENCY("latency"),

    /** How many connections in a second that come, echo once and go, and what does each cost? */
    CHURN("churn");

    private final String id;

    Question(String id) {
        this.id = id;
    }

    /** Returns those that are asked where nothing else is said. */
    public static List<Question> usual() {
        return List.of(THROUGHPUT, LATENCY);
    }

    /** Returns the name used in files and on the terminal. */
    @JsonValue
    public String id() {
        return id;
    }
}
