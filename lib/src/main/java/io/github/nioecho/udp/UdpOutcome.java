package io.github.nioecho.udp;

/** What became of a datagram; each is counted in {@link UdpEchoMetrics}. */
public enum UdpOutcome {

    /** It was sent back. */
    ANSWERED,

    /** Not answered because of its source port, with which two servers could feed each other. */
    REFUSED_PORT,

    /** Not answered because of its source address: the server's own, or one of many hosts. */
    REFUSED_ADDRESS,

    /** Too large to be sent back whole. */
    OVERSIZE,

    /** The platform would not send it back. */
    NOT_SENT
}
