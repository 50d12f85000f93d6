package io.github.nioecho;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** Prints by how many KiB its process grows while it echoes a payload of the given bytes. */
final class EchoClientMemory {

    private EchoClientMemory() {
    }

    public static void main(String[] args)
            throws IOException, InterruptedException, ExecutionException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            client.echo(ByteBuffer.allocate(1 << 20)).get();
            long before = residentKib();
            client.echo(ByteBuffer.allocate(Integer.parseInt(args[0]))).get();
            System.out.println(residentKib() - before);
        }
    }

    private static long residentKib() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        String line = status.lines().filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
