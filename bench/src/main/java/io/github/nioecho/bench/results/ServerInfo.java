package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A server that was to be measured.
 *
 * @param name a variant's name, or {@code host:port} of a target
 * @param kind what it stands for
 * @param description what it is, in a few words for people
 * @param leftOut why it could not be measured here; null if it was
 */
public record ServerInfo(
        String name,
        Kind kind,
        String description,
        @JsonInclude(JsonInclude.Include.NON_NULL) String leftOut) {

    /** Checks that what must be there is. */
    public ServerInfo {
        Required.value("name", name);
        Required.value("kind", kind);
        Required.value("description", description);
    }

    /** What a server stands for in a comparison. */
    public enum Kind {

        /** One of the four I/O models that the benchmark is about. */
        MODEL("model"),

        /** A server that others have built, or the library on another NIO.2, for scale. */
        CONTENDER("contender"),

        /** The library again, in another setting. */
        SETTING("setting"),

        /** A server that was running already. */
        TARGET("target");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        @JsonValue
        public String id() {
            return id;
        }
    }
}
