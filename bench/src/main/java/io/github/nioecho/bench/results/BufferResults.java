package io.github.nioecho.bench.results;

import java.util.List;

/**
 * What {@code buffers} measured, and what follows from it.
 *
 * @param plan what it set out to do
 * @param grid the cells that the fits are made from, in the order measured
 * @param measurements of the user's messages, in the order measured
 * @param fits what messages take, by server
 * @param choices the sizes of each server
 * @param best the server that is fastest with its recommended size; null if nothing was measured
 */
public record BufferResults(
        BufferPlan plan,
        List<Measurement> grid,
        List<Measurement> measurements,
        List<BufferFit> fits,
        List<BufferChoice> choices,
        String best) {

    /** Copies the lists. */
    public BufferResults {
        Required.value("plan", plan);
        grid = Required.list("grid", grid);
        measurements = Required.list("measurements", measurements);
        fits = Required.list("fits", fits);
        choices = Required.list("choices", choices);
    }
}
