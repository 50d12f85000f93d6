package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a benchmark asks. */
public enum Question {

    /** How many round trips in a second, and what does each cost the server? */
    THROUGHPUT("throughput"),

    /** How long does a round trip take (service time, closed loop)? */
    LATENCY("latency");

    private final String id;

    Question(String id) {
        this.id = id;
    }

    /** Returns the name used in files and on the terminal. */
    @JsonValue
    public String id() {
        return id;
    }
}
