package io.github.nioecho.channels.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Steps drawn at random, and the kind of group that their channels are in.
 *
 * @param seed draws the same sequence again
 */
record ChannelSequence(long seed, GroupKind group, List<Step> steps) {

    /** Channels that a sequence has at once. */
    static final int CHANNELS = 3;
    /** Listeners that a sequence has at once. */
    static final int SERVERS = 2;
    /** Threads besides the driver's. */
    static final int HELPERS = 3;

    private static final int MAX_STEPS = 24;

    /** Kinds as often as they are drawn; those that end something are seldom. */
    private static final List<Step.Kind> KINDS = weighted(
            Step.Kind.READ, 14, Step.Kind.WRITE, 10, Step.Kind.PEER_SEND, 14,
            Step.Kind.PEER_RECEIVE, 6, Step.Kind.STATE, 3, Step.Kind.OPTION, 3,
            Step.Kind.CONNECT, 6, Step.Kind.OPEN, 5, Step.Kind.BIND, 3,
            Step.Kind.PEER_CONNECT, 6, Step.Kind.ACCEPT, 7, Step.Kind.OPEN_SERVER, 2,
            Step.Kind.BIND_SERVER, 3, Step.Kind.SERVER_OPTION, 1, Step.Kind.SERVER_STATE, 1,
            Step.Kind.CANCEL_ACCEPT, 1, Step.Kind.CLOSE_SERVER, 1, Step.Kind.CANCEL, 2,
            Step.Kind.GET_BRIEFLY, 1, Step.Kind.TIMED_READ, 1, Step.Kind.TIMED_WRITE, 1,
            Step.Kind.SHUTDOWN_INPUT, 2, Step.Kind.SHUTDOWN_OUTPUT, 2, Step.Kind.CLOSE, 3,
            Step.Kind.PEER_END, 3, Step.Kind.PEER_RESET, 3, Step.Kind.PEER_CLOSE, 2,
            Step.Kind.RACE, 3, Step.Kind.WRONG_CALL, 4, Step.Kind.PUMP, 2,
            Step.Kind.GROUP_STATE, 1);

    /** In a handler: first what takes effect at once, at most one operation of a kind last. */
    private static final List<Step.Kind> AT_ONCE = weighted(
            Step.Kind.STATE, 4, Step.Kind.OPTION, 2, Step.Kind.SHUTDOWN_INPUT, 1,
            Step.Kind.SHUTDOWN_OUTPUT, 1, Step.Kind.CLOSE, 1, Step.Kind.CLOSE_SERVER, 1,
            Step.Kind.WRONG_CALL, 2, Step.Kind.GROUP_STATE, 1);

    static ChannelSequence draw(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        // The first numbers of neighbouring seeds are alike.
        random.nextInt();
        GroupKind group = GroupKind.values()[random.nextInt(GroupKind.values().length)];
        List<Step> steps = new ArrayList<>();
        steps.add(step(random, Step.Kind.OPEN_SERVER, 0, 0));
        steps.add(step(random, Step.Kind.BIND_SERVER, 0, 0));
        for (int slot = 0; slot < 1 + random.nextInt(2); slot++) {
            if (random.nextBoolean()) {
                steps.add(step(random, Step.Kind.PEER_CONNECT, 0, random.nextInt(4)));
                steps.add(step(random, Step.Kind.ACCEPT, 0, slot));
            } else {
                steps.add(step(random, Step.Kind.OPEN, slot, 0));
                steps.add(step(random, Step.Kind.CONNECT, slot, random.nextInt(10)));
            }
        }
        int count = 4 + random.nextInt(MAX_STEPS - 3);
        for (int i = 0; i < count; i++) {
            steps.add(anyStep(random));
        }
        return new ChannelSequence(seed, group, List.copyOf(steps));
    }

    ChannelSequence with(List<Step> fewer) {
        return new ChannelSequence(seed, group, List.copyOf(fewer));
    }

    private static Step anyStep(Random random) {
        Step.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        // What costs time, or ends the rest, is drawn seldom.
        int lot = random.nextInt(1000);
        if (lot < 8) {
            kind = Step.Kind.STALL;
        } else if (lot < 12) {
            kind = Step.Kind.GROUP_SHUTDOWN;
        } else if (lot < 18) {
            kind = Step.Kind.GROUP_SHUTDOWN_NOW;
        }
        boolean atServer = kind == Step.Kind.OPEN_SERVER || kind == Step.Kind.BIND_SERVER
                || kind == Step.Kind.ACCEPT || kind == Step.Kind.CANCEL_ACCEPT
                || kind == Step.Kind.CLOSE_SERVER || kind == Step.Kind.SERVER_OPTION
                || kind == Step.Kind.SERVER_STATE || kind == Step.Kind.PEER_CONNECT;
        int slot = atServer
                ? random.nextInt(8) == 0 ? 1 : 0
                : Math.min(random.nextInt(CHANNELS), random.nextInt(CHANNELS));
        return step(random, kind, slot, random.nextInt(1 << 16));
    }

    private static Step step(Random random, Step.Kind kind, int slot, int choice) {
        return step(random, kind, slot, choice, 0);
    }

    private static Step step(Random random, Step.Kind kind, int slot, int choice, int depth) {
        Step.Style style = any(random, Step.Style.values());
        Step.Room room = any(random, Step.Room.values());
        if (room == Step.Room.READ_ONLY && random.nextInt(4) != 0) {
            room = Step.Room.DIRECT;
        }
        int thread = depth > 0 || random.nextInt(4) != 0 ? 0 : 1 + random.nextInt(HELPERS);
        List<Step> then = List.of();
        boolean operation = kind == Step.Kind.READ || kind == Step.Kind.WRITE
                || kind == Step.Kind.CONNECT || kind == Step.Kind.ACCEPT
                || kind == Step.Kind.TIMED_READ;
        if (operation && style != Step.Style.FUTURE && depth < 3 && random.nextInt(2) == 0) {
            int own = kind == Step.Kind.ACCEPT ? Math.floorMod(choice, CHANNELS) : slot;
            then = inHandler(random, own, depth + 1);
        }
        return new Step(kind, slot, style, room, size(random), choice, thread, then);
    }

    private static List<Step> inHandler(Random random, int own, int depth) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(3) - 1; i > 0; i--) {
            Step.Kind kind = AT_ONCE.get(random.nextInt(AT_ONCE.size()));
            int slot = kind == Step.Kind.CLOSE_SERVER ? 0 : slot(random, own);
            steps.add(step(random, kind, slot, random.nextInt(1 << 16), depth));
        }
        int lot = random.nextInt(40);
        if (lot == 0) {
            steps.add(step(random, Step.Kind.GROUP_SHUTDOWN_NOW, 0, 0, depth));
        } else if (lot == 1) {
            steps.add(step(random, Step.Kind.GROUP_SHUTDOWN, 0, 0, depth));
        } else if (lot < 5 && depth == 1) {
            steps.add(step(random, Step.Kind.THROW, 0, random.nextInt(3), depth));
            return List.copyOf(steps);
        }
        // One of two does not go on: the other's handler may run before it or after.
        List<Step.Kind> last = switch (random.nextInt(6)) {
            case 0 -> List.of(Step.Kind.READ, Step.Kind.WRITE);
            case 1 -> List.of(Step.Kind.WRITE, Step.Kind.READ);
            case 2, 3 -> List.of(Step.Kind.READ);
            case 4 -> List.of(Step.Kind.WRITE);
            default -> random.nextBoolean() ? List.of(Step.Kind.ACCEPT) : List.of();
        };
        for (int i = 0; i < last.size(); i++) {
            Step.Kind kind = last.get(i);
            int slot = kind == Step.Kind.ACCEPT ? 0 : slot(random, own);
            steps.add(step(random, kind, slot, random.nextInt(1 << 16),
                    last.size() == 1 ? depth : 3));
        }
        return List.copyOf(steps);
    }

    private static int slot(Random random, int own) {
        return random.nextInt(4) == 0 ? random.nextInt(CHANNELS) : own;
    }

    private static int size(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1, 2 -> 1;
            case 3 -> 1024;
            default -> 1 + random.nextInt(2000);
        };
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static List<Step.Kind> weighted(Object... kindsAndWeights) {
        List<Step.Kind> all = new ArrayList<>();
        for (int i = 0; i < kindsAndWeights.length; i += 2) {
            for (int n = (Integer) kindsAndWeights[i + 1]; n > 0; n--) {
                all.add((Step.Kind) kindsAndWeights[i]);
            }
        }
        return List.copyOf(all);
    }
}
