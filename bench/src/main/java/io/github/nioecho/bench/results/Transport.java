package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonValue;

/** What carries the bytes between client and server. */
public enum Transport {

    /** TCP; to a server that was started to be measured, over loopback. */
    TCP("tcp", "TCP"),

    /** Unix domain sockets: the client's kernel puts the bytes into the server's socket. */
    UNIX("unix", "Unix domain sockets");

    private final String id;
    private final String words;

    Transport(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** Returns the name used in files. */
    @JsonValue
    public String id() {
        return id;
    }

    /** Returns the name used in sentences. */
    public String words() {
        return words;
    }
}
