/** The one client that all servers meet, as loads of several kinds; it compares every byte. */
package io.github.nioecho.bench.load;
