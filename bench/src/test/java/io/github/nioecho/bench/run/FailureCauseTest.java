package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailureCauseTest {

    /** Their message is the file alone where the system gives no reason but the exception. */
    @Test
    void fileIsNotAllThatIsSaid() {
        assertEquals("java.nio.file.NoSuchFileException: /x/y",
                FailureCause.of(new NoSuchFileException("/x/y")));
    }

    @Test
    void whoeverExplainsAFailureIsHeardInsteadOfItsCause() {
        assertEquals("the server died: exit code 7", FailureCause.of(
                new IOException("the server died: exit code 7",
                        new IOException("connection reset"))));
    }

    @Test
    void linesBecomeOne() {
        assertEquals("the server died, stderr: | no memory | bye", FailureCause.of(
                new IOException("the server died, stderr:\n  no memory\r\nbye\n")));
    }

    @Test
    void nameStandsInForNoMessage() {
        assertEquals("EOFException", FailureCause.of(new EOFException()));
    }

    @Test
    void homeFolderIsNotTold() {
        String home = System.getProperty("user.home");
        assertEquals("no file ~/x", FailureCause.of(new IOException("no file " + home + "/x")));
    }
}
