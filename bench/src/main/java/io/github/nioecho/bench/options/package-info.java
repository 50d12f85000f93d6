/** What all commands need to read and check what their users write. */
package io.github.nioecho.bench.options;
