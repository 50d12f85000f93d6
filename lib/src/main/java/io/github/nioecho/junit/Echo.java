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
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EchoServerExtension fast = EchoServerExtension.create();
 *
 * @RegisterExtension
 * static final EchoServerExtension slow = EchoServerExtension.create()
 *         .with(server -> server.fault(EchoFault.bandwidth(1000)));
 *
 * @Test
 * void givesUpOnASlowServer(@Echo("slow") EchoServer server) {
 *     ...
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Echo {

    /**
     * Which extension the parameter is for, where more than one in reach runs what it is: the name
     * of the extension's field, alone or after that of the class that declares it, as in
     * {@code "slow"} or {@code "ClientTest.slow"}.
     *
     * @return the name; empty for the only one there is
     */
    String value() default "";
}
