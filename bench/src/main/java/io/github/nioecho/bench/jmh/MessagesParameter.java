package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.messages.Messages;

/** The parameter {@code messages}: sizes in a mixture, or none of these. */
public final class MessagesParameter {

    /** Its name. */
    public static final String NAME = "messages";

    /** Its value where there is no mixture, but {@code messageSize} for every message. */
    public static final String NONE = "none";

    private MessagesParameter() {
    }

    /**
     * Returns the sizes that both parameters stand for.
     *
     * @throws IllegalArgumentException if they cannot be; the message says what is right
     */
    public static Messages read(int messageSize, String messages) {
        if (messages.equals(NONE)) {
            return Messages.of(messageSize);
        }
        try {
            return Messages.parse(messages);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-p " + NAME + " " + e.getMessage()
                    + " (with + between sizes, since JMH parts values at commas)", e);
        }
    }
}
