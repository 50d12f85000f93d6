package io.github.nioecho.channels.difference;

/**
 * What came of a call, or of an operation.
 *
 * @param slot of the channel, {@link #SERVER} and more of a listener, or {@link #GROUP}
 */
record Line(int slot, String text) {

    static final int SERVER = 100;
    static final int GROUP = -1;

    @Override
    public String toString() {
        String subject = slot == GROUP ? "group" : slot < SERVER ? "c" + slot
                : "s" + (slot - SERVER);
        return subject + ' ' + text;
    }
}
