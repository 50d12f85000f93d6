package io.github.nioecho.bench.results;

/**
 * What a machine takes for the steps that an echo consists of, measured right before the run. It
 * ranks servers: one that makes fewer system calls gains where they are dear. What could not be
 * measured is null.
 *
 * @param systemCallNanos time that a system call takes which does next to nothing, in ns
 * @param wakeNanos time from waking a thread that sleeps on another processor until it runs, in ns;
 *     null with one processor, too
 * @param loopbackNanos time of a round trip of one byte between two threads over a TCP connection
 *     of this machine, in ns; where there are two processors, each thread has its own
 * @param hyperthreads whether some of the processors that the run may use are hyperthreads of one
 *     core, as the kernel sees them
 * @param stealShare the share of the time of all processors, from the start of the run until its
 *     last measurement, in which a hypervisor did something else; 0 where it does not tell, and null
 *     as long as nothing is measured
 */
public record MachineCosts(
        Double systemCallNanos,
        Double wakeNanos,
        Double loopbackNanos,
        Boolean hyperthreads,
        Double stealShare) {

    /** Nothing is known. */
    public static final MachineCosts UNKNOWN = new MachineCosts(null, null, null, null, null);

    /** Returns these with the steal time until now; null if it is not known. */
    public MachineCosts withStealShare(Double share) {
        return new MachineCosts(systemCallNanos, wakeNanos, loopbackNanos, hyperthreads, share);
    }
}
