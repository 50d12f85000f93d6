package io.github.nioecho;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Has every build run a class on each provider of channels, and not on the JDK's alone: it says most
 * about what the channels do, for the time that it takes.
 *
 * @see ChosenProvider
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("each-provider")
public @interface OnEachProvider { }
