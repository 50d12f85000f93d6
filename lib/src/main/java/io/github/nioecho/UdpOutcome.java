package io.github.nioecho;

/** What became of a datagram. */
enum UdpOutcome {

    ANSWERED("answered"),
    REFUSED_PORT("refused for its source port"),
    REFUSED_ADDRESS("refused for its source address"),
    OVERSIZE("dropped, as it is too large"),
    NOT_SENT("not answered, because sending failed");

    private final String words;

    UdpOutcome(String words) {
        this.words = words;
    }

    /** Says so to a user. */
    String words() {
        return words;
    }
}
