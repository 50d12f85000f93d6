package io.github.nioecho.stress;

/** The echo is not what was sent. */
final class EchoViolation extends Exception {

    private static final long serialVersionUID = 1L;

    EchoViolation(String message) {
        super(message);
    }
}
