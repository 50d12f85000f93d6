package io.github.nioecho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.LeakCheck;
import io.github.nioecho.OnlyOnJdkChannels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends before a server runs; the rest is in {@link MainProcessTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--port 70000             | --port must be in 0..65535, was 70000",
        "-p 70000                 | --port must be in 0..65535, was 70000",
        "--port=-1                | --port must be in 0..65535, was -1",
        "--port -1                | --port must be in 0..65535, was -1",
        "--port abc               | --port must be a whole number in 0..65535, was abc",
        "--port 99999999999       | --port must be a whole number in 0..65535, was 99999999999",
        "--port 1.5               | --port must be a whole number in 0..65535, was 1.5",
        "--buffer-size 0          | --buffer-size must be >= 1 byte, was 0",
        "--adaptive -s 0          | --buffer-size must be >= 1 byte, was 0",
        "--adaptive=8             | --adaptive takes no value, was --adaptive=8",
        "-s 4k            | --buffer-size must be a whole number in 1..67108864, was 4k",
        "-s 2147483647            | --buffer-size must be <= 67108864 bytes, was 2147483647",
        "--adaptive -s 67108865   | --buffer-size must be <= 67108864 bytes, was 67108865",
        "-b 224.0.0.1             | "
                + "--bind-address must be an address of this machine, was 224.0.0.1",
        "-b ff02::1               | --bind-address must be an address of this machine, was ff02::1",
        "-b 255.255.255.255       | "
                + "--bind-address must be an address of this machine, was 255.255.255.255",
        "--udp -b 255.255.255.255 | "
                + "--bind-address must be an address of this machine, was 255.255.255.255",
        "--backlog 0              | --backlog must be >= 1, was 0",
        "--event-loops 0          | --event-loops must be >= 1, was 0",
        "--max-connections -1     | --max-connections must be >= 0, was -1",
        "--idle-timeout -5        | --idle-timeout must be in 0..9223372036 s, was -5",
        "--idle-timeout 9999999999999 | "
                + "--idle-timeout must be in 0..9223372036 s, was 9999999999999",
        "--idle-timeout 1s | "
                + "--idle-timeout must be a whole number of seconds, 0 or more, was 1s",
        "--output loud            | --output must be none, info or verbose, was loud",
        "-o INFO                  | --output must be none, info or verbose, was INFO",
        "-b ::1::2 | "
                + "--bind-address must be an address or host name of this machine, was ::1::2",
        "--port                   | --port needs a whole number in 0..65535, but has no value",
        "--port=                  | --port needs a whole number in 0..65535, but has no value",
        "--port --output none     | --port needs a whole number in 0..65535, but has no value",
        "-b                       | "
                + "--bind-address needs an address or host name of this machine, but has no value",
        "--bogus                  | unknown option --bogus",
        "--bogus=1                | unknown option --bogus",
        "-x                       | unknown option -x",
        "-p5000                   | unknown option -p5000",
        "5000                     | unexpected argument 5000: only options are taken",
        "--port 0 extra           | unexpected argument extra: only options are taken",
        "--udp --port 70000       | --port must be in 0..65535, was 70000",
        "--udp=yes                | --udp takes no value, was --udp=yes",
        "--udp yes                | unexpected argument yes: only options are taken",
        "--help=yes               | --help takes no value, was --help=yes",
        "--provider netty         | --provider must be jdk, selector or io_uring, was netty",
        "--provider               | "
                + "--provider needs jdk, selector or io_uring, but has no value",
        "--unix                   | --unix needs the path of a Unix domain socket, but has no value",
        "--unix s -p 0            | "
                + "--unix is in place of an IP address and a port: leave out --port",
        "--unix s -b ::1          | "
                + "--unix is in place of an IP address and a port: leave out --bind-address",
        "--unix s --udp           | "
                + "--unix is in place of an IP address and a port: leave out --udp",
        "--unix s --backlog 0     | --backlog must be >= 1, was 0",
    })
    void badInputGetsOneLineAndExitCode2(String arguments, String message) {
        assertEquals(2, run(arguments.split(" ")));
        assertEquals("nioecho: " + message + " (see --help)" + System.lineSeparator(), stderr());
        assertEquals("", stdout());
    }

    @Test
    void badInputCannotBreakTheLineOrReachTheTerminal() {
        assertEquals(2, run("--port", "1\n\u001b[31m\u202e2"));
        assertEquals("nioecho: --port must be a whole number in 0..65535, was"
                + " 1\\n\\x1B[31m\\xE2\\x80\\xAE2 (see --help)" + System.lineSeparator(), stderr());
    }

    @Test
    void ofAnOptionGivenTwiceTheLastValueCounts() {
        run("--port", "80000", "--port=70000", "-p", "90000");
        assertTrue(stderr().contains("was 90000"), stderr());
    }

    @Test
    void portInUseIsAFailedStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            for (String loops : new String[] {"1", "3"}) {
                err.reset();
                assertEquals(1, run("--port", "" + port, "--event-loops", loops));
                assertEquals(1, stderr().lines().count(), stderr());
                assertTrue(stderr().matches("nioecho: cannot start: cannot listen on"
                        + " 127\\.0\\.0\\.1:" + port
                        + ": [^:]+: choose another --port, or 0 for any free one\\R"),
                        stderr());
            }
            assertEquals("", stdout());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-b 192.0.2.1             | an address or host name of this machine, was 192.0.2.1",
        "--udp -b 192.0.2.1       | an address or host name of this machine, was 192.0.2.1",
        "-b 2001:db8::1           | an address or host name of this machine, was 2001:db8::1"})
    void addressThatIsNotLocalIsAFailedStart(String arguments, String right) {
        assertEquals(1, run((arguments + " -p 0").split(" ")));
        assertEquals("nioecho: cannot start: --bind-address must be " + right
                + System.lineSeparator(), stderr());
    }

    @Test
    @OnlyOnJdkChannels("ours have Unix domain sockets")
    void unixDomainSocketNeedsAProviderOfThisLibrary() {
        assertEquals(2, run("--unix", "s"));
        assertEquals("nioecho: --unix needs --provider selector or io_uring: the JDK's NIO.2 has no"
                + " Unix domain sockets, and --provider was jdk (see --help)"
                + System.lineSeparator(), stderr());
        assertFalse(Files.exists(Path.of("s")));
    }

    @Test
    void pathThatCannotBeHadIsAFailedStart() {
        Path missing = Path.of("missing").toAbsolutePath();
        assertEquals(1, run("--provider", "selector", "--unix", missing.resolve("s").toString()));
        assertEquals("nioecho: cannot start: cannot listen on " + missing.resolve("s")
                + ": there is no folder " + missing + System.lineSeparator(), stderr());
        assertEquals("", stdout());
    }

    @Test
    void linkLocalAddressNeedsItsInterface() {
        assertEquals(1, run("-b", "fe80::1", "-p", "0"));
        assertEquals("nioecho: cannot start: --bind-address must name the interface of a"
                + " link-local address, as in fe80::1%eth0, was fe80::1" + System.lineSeparator(),
                stderr());
    }

    @Test
    void udpPortInUseIsAFailedStart() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        List<DatagramSocket> taken = new ArrayList<>();
        try {
            int port;
            do {
                // Another one, where another process has the same number for TCP just now.
                err.reset();
                taken.add(new DatagramSocket(0, loopback));
                port = taken.get(taken.size() - 1).getLocalPort();
                assertEquals(1, run("--udp", "--port", "" + port));
            } while (!stderr().contains("(UDP)") && taken.size() < 100);
            assertTrue(stderr().matches("nioecho: cannot start: cannot listen on 127\\.0\\.0\\.1:"
                    + port + " \\(UDP\\): [^:]+: choose another --port, or 0 for any free one\\R"),
                    stderr());
            assertEquals("", stdout());
        } finally {
            taken.forEach(DatagramSocket::close);
        }
    }

    /** 192.0.2.0/24 belongs to documentation (RFC 5737): no machine has it. */
    @Test
    void addressOfAnotherMachineIsAFailedStart() {
        assertEquals(1, run("--bind-address", "192.0.2.1", "--port", "0"));
        assertEquals("nioecho: cannot start: --bind-address must be an address or host name of this"
                + " machine, was 192.0.2.1" + System.lineSeparator(), stderr());
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "-p 0 --help --bogus"})
    void helpTellsOfEveryOptionAndItsDefault(String arguments) {
        assertEquals(0, run(arguments.split(" ")));
        assertEquals("", stderr());
        for (CommandLineOption option : CommandLineOption.values()) {
            assertTrue(stdout().contains(option.longName()), option.longName());
            if (option.takesValue()) {
                assertTrue(stdout().contains("(" + option.defaultValue() + ")"), option.longName());
            }
        }
    }

    @Test
    void failureThatSaysNothingIsNamed() {
        assertEquals("said", Main.reason(new IllegalStateException("said")));
        assertEquals("ShutdownChannelGroupException",
                Main.reason(new ShutdownChannelGroupException()));
    }

    @Test
    void versionIsOneLine() {
        assertEquals(0, run("--version"));
        assertTrue(stdout().matches("nioecho \\d+\\.\\d+\\.\\d+\\S*\\R"), stdout());
    }

    private int run(String... arguments) {
        return new Main(out, new PrintStream(err, true, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8).run(arguments);
    }

    private String stdout() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String stderr() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
