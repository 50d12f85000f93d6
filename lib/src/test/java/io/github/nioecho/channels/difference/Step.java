package io.github.nioecho.channels.difference;

import java.util.List;

/**
 * One call, or one deed of the peer, in a sequence. A step that makes no sense when its turn comes,
 * as reading from a channel that is not there, does nothing: so any steps of a sequence can be left
 * out.
 *
 * @param slot which channel, or which listener
 * @param size of the buffer or of what the peer sends, in bytes
 * @param choice among the variants of the kind
 * @param thread 0 is the driver's own, others are helpers
 * @param then what the completion handler does, if there is one
 */
record Step(Kind kind, int slot, Style style, Room room, int size, int choice, int thread,
        List<Step> then) {

    /** What is done. Those named after the peer are done by a blocking socket at the other end. */
    enum Kind {
        OPEN, BIND, CONNECT, READ, WRITE, TIMED_READ, TIMED_WRITE, CANCEL, GET_BRIEFLY,
        SHUTDOWN_INPUT, SHUTDOWN_OUTPUT, CLOSE, OPTION, STATE, STALL, PUMP,
        OPEN_SERVER, BIND_SERVER, ACCEPT, CANCEL_ACCEPT, CLOSE_SERVER, SERVER_OPTION, SERVER_STATE,
        PEER_CONNECT, PEER_SEND, PEER_RECEIVE, PEER_END, PEER_CLOSE, PEER_RESET,
        RACE, WRONG_CALL, THROW,
        GROUP_SHUTDOWN, GROUP_SHUTDOWN_NOW, GROUP_STATE
    }

    /** How an operation is asked for, and answered. */
    enum Style {
        FUTURE, HANDLER, SEVERAL_BUFFERS
    }

    /** Of what a buffer is made. */
    enum Room {
        HEAP, DIRECT, SLICE, DIRECT_SLICE, READ_ONLY
    }

    boolean byHandler() {
        return style != Style.FUTURE;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.name()).append(' ').append(slot);
        text.append(' ').append(style).append(' ').append(room);
        text.append(" size ").append(size).append(" choice ").append(choice);
        if (thread != 0) {
            text.append(" thread ").append(thread);
        }
        if (!then.isEmpty()) {
            text.append(" then ").append(then);
        }
        return text.toString();
    }
}
