package io.github.nioecho.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of everything, another one each time: of the settings in a round, and of the servers in
 * each block, so that the machine's drift hits all of them alike and none always goes first. Not
 * for use by several threads at once.
 */
public final class RoundOrder {

    private final Random random;

    /** Makes the orders that {@code seed} stands for. */
    public RoundOrder(long seed) {
        this.random = new Random(seed);
    }

    /** Returns the same in another order. */
    public <T> List<T> shuffled(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
