package io.github.nioecho;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Leaves a test out where a run is on channels of our own: it claims what is so of the JDK's alone.
 *
 * @see ChosenProvider
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ChosenProvider.class)
public @interface OnlyOnJdkChannels {

    /** What that is. */
    String value();
}
