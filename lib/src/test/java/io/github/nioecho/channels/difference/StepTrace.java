package io.github.nioecho.channels.difference;

import java.util.List;

/** All that one step led to, once it had settled. */
record StepTrace(Step step, List<Line> lines) { }
