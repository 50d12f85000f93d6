package io.github.nioecho.cli;

/** How much the command line tells on its standard output. */
enum OutputLevel {

    /** Only the address it listens on. */
    NONE,

    /** Also each connection's beginning and end. */
    INFO,

    /** Also each chunk. */
    VERBOSE
}
