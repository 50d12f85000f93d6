/** {@code buffers}: which buffer size suits the sizes that a user's messages have. */
package io.github.nioecho.bench.buffers;
