package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;

/** Who was on the other side when a connection of the Unix domain was made: SO_PEERCRED. */
final class PeerCredentials {

    // struct ucred: a process, a user and a group.
    private static final int USER = 4;
    private static final int GROUP = 8;
    private static final int BYTES = 12;

    private static final int NOBODY = -1;

    private PeerCredentials() {
    }

    /**
     * Returns the option's value, a record of the module that has the option.
     *
     * @throws SocketException if there is nobody on the other side
     */
    static Object of(int fd, int level, int name, SocketOption<?> option) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment peer = arena.allocate(BYTES, Integer.BYTES);
            Libc.getsockopt(fd, level, name, peer);
            int user = peer.get(ValueLayout.JAVA_INT, USER);
            if (user == NOBODY) {
                throw new SocketException("not connected, so " + option.name() + " is nobody");
            }
            return option.type().getConstructor(UserPrincipal.class, GroupPrincipal.class)
                    .newInstance(user(user), group(peer.get(ValueLayout.JAVA_INT, GROUP)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no value for " + option.name(), e);
        }
    }

    static UserPrincipal user(int number) throws IOException {
        String name = Libc.userName(number);
        return lookup().lookupPrincipalByName(name == null ? Integer.toString(number) : name);
    }

    static GroupPrincipal group(int number) throws IOException {
        String name = Libc.groupName(number);
        return lookup().lookupPrincipalByGroupName(
                name == null ? Integer.toString(number) : name);
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }
}
