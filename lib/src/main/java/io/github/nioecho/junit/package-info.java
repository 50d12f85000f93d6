/**
 * An echo server for tests with JUnit Jupiter, which is an optional dependency: nothing outside
 * this package needs it.
 */
package io.github.nioecho.junit;
