package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sets and gets options, those that are not supported too. */
final class OptionSteps {

    private record Setting<T>(SocketOption<T> option, T value) {

        String setAndGet(AsynchronousSocketChannel channel) throws IOException {
            AsynchronousSocketChannel returned = channel.setOption(option, value);
            return (returned == channel ? "returns " : "returns ANOTHER ")
                    + channel.getOption(option);
        }

        String setAndGet(AsynchronousServerSocketChannel channel) throws IOException {
            AsynchronousServerSocketChannel returned = channel.setOption(option, value);
            return (returned == channel ? "returns " : "returns ANOTHER ")
                    + channel.getOption(option);
        }
    }

    private static final List<Setting<?>> SETTINGS = List.of(
            new Setting<>(StandardSocketOptions.TCP_NODELAY, true),
            new Setting<>(StandardSocketOptions.TCP_NODELAY, false),
            new Setting<>(StandardSocketOptions.SO_KEEPALIVE, true),
            new Setting<>(StandardSocketOptions.SO_REUSEADDR, true),
            new Setting<>(StandardSocketOptions.SO_REUSEADDR, false),
            new Setting<>(StandardSocketOptions.SO_SNDBUF, 65_536),
            new Setting<>(StandardSocketOptions.SO_SNDBUF, -1),
            new Setting<>(StandardSocketOptions.SO_RCVBUF, 65_536),
            new Setting<>(StandardSocketOptions.SO_RCVBUF, -1),
            new Setting<>(StandardSocketOptions.TCP_NODELAY, null),
            new Setting<>(StandardSocketOptions.SO_LINGER, 3),
            new Setting<>(StandardSocketOptions.IP_TOS, 8),
            new Setting<>(StandardSocketOptions.SO_BROADCAST, true),
            new Setting<>(StandardSocketOptions.IP_MULTICAST_TTL, 1));

    private static final List<SocketOption<?>> PLAIN = List.of(
            StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT,
            StandardSocketOptions.SO_LINGER, StandardSocketOptions.SO_BROADCAST);

    private final SequenceRun run;

    OptionSteps(SequenceRun run) {
        this.run = run;
    }

    void at(Step step, List<Line> out, Link link) {
        if (link.stalled) {
            return;
        }
        if (step.size() % 2 == 0) {
            SocketOption<?> option = PLAIN.get(Math.floorMod(step.choice(), PLAIN.size()));
            run.attempt(out, link.slot, "get " + option,
                    () -> "returns " + link.channel.getOption(option));
        } else if (step.size() % 31 == 0) {
            run.attempt(out, link.slot, "supported", () -> {
                List<String> names = new ArrayList<>();
                link.channel.supportedOptions().forEach(option -> names.add(option.name()));
                Collections.sort(names);
                return names.toString();
            });
        } else {
            Setting<?> setting = SETTINGS.get(Math.floorMod(step.choice(), SETTINGS.size()));
            run.attempt(out, link.slot, "set " + setting.option() + '=' + setting.value(),
                    () -> setting.setAndGet(link.channel));
        }
    }

    void at(Step step, List<Line> out, Door door) {
        if (step.size() % 2 == 0) {
            SocketOption<?> option = PLAIN.get(Math.floorMod(step.choice(), PLAIN.size()));
            run.attempt(out, Line.SERVER + door.slot, "get " + option,
                    () -> "returns " + door.channel.getOption(option));
        } else if (step.size() % 31 == 0) {
            run.attempt(out, Line.SERVER + door.slot, "supported", () -> {
                List<String> names = new ArrayList<>();
                door.channel.supportedOptions().forEach(option -> names.add(option.name()));
                Collections.sort(names);
                return names.toString();
            });
        } else {
            Setting<?> setting = SETTINGS.get(Math.floorMod(step.choice(), SETTINGS.size()));
            run.attempt(out, Line.SERVER + door.slot,
                    "set " + setting.option() + '=' + setting.value(),
                    () -> setting.setAndGet(door.channel));
        }
    }
}
