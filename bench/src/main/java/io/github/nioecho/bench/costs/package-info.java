/** What a message takes, fitted to measurements. */
package io.github.nioecho.bench.costs;
