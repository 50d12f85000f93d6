/**
 * The command line: its options, what it prints, and its exit codes. Not exported; uses the library
 * as any other program does.
 */
package io.github.nioecho.cli;
