package io.github.nioecho.stress;

import java.net.SocketTimeoutException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the clients did and saw. Safe for use by several threads. */
final class Tally {

    private final Map<Behaviour, LongAdder> byBehaviour = new EnumMap<>(Behaviour.class);
    private final Map<ServerKind, LongAdder> byServer = new EnumMap<>(ServerKind.class);
    private final LongAdder pausing = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder verifiedBytes = new LongAdder();
    private final LongAdder mismatches = new LongAdder();
    private final LongAdder hangs = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    Tally() {
        for (Behaviour behaviour : Behaviour.values()) {
            byBehaviour.put(behaviour, new LongAdder());
        }
        for (ServerKind server : ServerKind.values()) {
            byServer.put(server, new LongAdder());
        }
    }

    void ended(ClientPlan plan, ClientOutcome outcome) {
        count(plan);
        verifiedBytes.add(outcome.verifiedBytes());
        if (outcome.refused()) {
            refused.increment();
        }
    }

    void failed(ClientPlan plan, Throwable failure) {
        count(plan);
        if (failure instanceof EchoViolation) {
            mismatches.increment();
        } else if (failure instanceof SocketTimeoutException) {
            hangs.increment();
        } else {
            errors.increment();
        }
        failures.add(failure + " in " + plan);
    }

    /** Returns what went wrong, with the plan of the client that saw it. */
    List<String> failures() {
        return failures;
    }

    long connections() {
        return byServer.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long connections(ServerKind server) {
        return byServer.get(server).sum();
    }

    long connections(Behaviour behaviour) {
        return byBehaviour.get(behaviour).sum();
    }

    /** Returns how many clients were refused and noticed. */
    long refused() {
        return refused.sum();
    }

    /** Returns how many clients paused now and then. */
    long pausing() {
        return pausing.sum();
    }

    long verifiedBytes() {
        return verifiedBytes.sum();
    }

    long mismatches() {
        return mismatches.sum();
    }

    long hangs() {
        return hangs.sum();
    }

    long errors() {
        return errors.sum();
    }

    private void count(ClientPlan plan) {
        byBehaviour.get(plan.behaviour()).increment();
        byServer.get(plan.server()).increment();
        if (plan.pauseNanos() > 0) {
            pausing.increment();
        }
    }
}
