/** The servers under comparison behind one enum, alone or in a JVM of their own. */
package io.github.nioecho.bench.server;
