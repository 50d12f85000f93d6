package io.github.nioecho.bench.results;

import java.util.List;

/**
 * The buffer sizes of a server, and the one to take.
 *
 * @param variant name of the server
 * @param besidesBufferBytes what an idle connection holds besides its buffer; null if not known
 * @param sizes all candidates, in order; those not measured have a prediction only
 * @param recommendedBytes the size to take: the smallest that is as fast as the fastest that was
 *     measured, but for 2 %; null if none fits or nothing was measured
 * @param shown whether it is shown to be faster than 1024 bytes
 */
public record BufferChoice(
        String variant,
        Double besidesBufferBytes,
        List<BufferFigures> sizes,
        Integer recommendedBytes,
        boolean shown) {

    /** Copies the list. */
    public BufferChoice {
        Required.value("variant", variant);
        sizes = Required.list("sizes", sizes);
    }

    /** Returns the figures of the recommended size, or null. */
    public BufferFigures recommended() {
        return size(recommendedBytes);
    }

    /** Returns the figures of a size, or null. */
    public BufferFigures size(Integer bytes) {
        return sizes.stream().filter(each -> bytes != null && each.bufferSizeBytes() == bytes)
                .findFirst().orElse(null);
    }
}
