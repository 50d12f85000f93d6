package io.github.nioecho.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of a test, or of a method before or after tests, that shall be the
 * {@link io.github.nioecho.EchoServer} or {@link io.github.nioecho.udp.UdpEchoServer} of the
 * {@link EchoServerExtension}, or the {@link java.net.InetSocketAddress} that it listens on.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Echo {
}
