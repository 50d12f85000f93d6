package io.github.nioecho;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Holds the public API to the list that is checked in, so that a change of it shows in review.
 *
 * <pre>{@code mvn -B -pl lib test -Dtest=PublicApiTest -Dapi.update}</pre>
 *
 * <p>writes the list anew.
 */
@Timeout(60)
class PublicApiTest {

    private static final Path LIST = Path.of("src", "test", "resources", "api.txt");

    @Test
    void isTheOneThatIsCheckedIn() throws Exception {
        List<String> api = api();
        if (System.getProperty("api.update") != null) {
            Files.createDirectories(LIST.getParent());
            Files.write(LIST, api);
        }
        List<String> listed = Files.readAllLines(LIST);
        if (!api.equals(listed)) {
            fail("the public API is not the one in " + LIST + ":\n"
                    + difference("- ", listed, api) + difference("+ ", api, listed)
                    + "to accept it: mvn -B -pl lib test -Dtest=PublicApiTest -Dapi.update");
        }
    }

    /** Returns the lines that only the first list has. */
    private static String difference(String sign, List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line))
                .map(line -> sign + line + "\n")
                .collect(joining());
    }

    private static List<String> api() throws Exception {
        Path classes = Path.of(
                EchoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<String> api = new ArrayList<>();
        for (String name : module.exports().stream()
                .map(ModuleDescriptor.Exports::source).sorted().toList()) {
            for (Class<?> type : types(classes, name)) {
                api.addAll(describe(type));
            }
        }
        return api;
    }

    private static List<Class<?>> types(Path classes, String packageName)
            throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (String file : files.map(path -> path.getFileName().toString()).sorted().toList()) {
                if (file.endsWith(".class") && !file.equals("package-info.class")) {
                    Class<?> type = Class.forName(
                            packageName + "." + file.replace(".class", ""),
                            false, EchoServer.class.getClassLoader());
                    if (isPublic(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static boolean isPublic(Class<?> type) {
        return visible(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static List<String> describe(Class<?> type) {
        List<String> lines = new ArrayList<>();
        // Java 17 does not print that it is sealed.
        lines.add(type.toGenericString().replace("sealed ", "")
                + parents(" extends ", type.getGenericSuperclass())
                + parents(" implements ", type.getGenericInterfaces()));
        Stream.of(type.getDeclaredFields(), type.getDeclaredConstructors(),
                        type.getDeclaredMethods())
                .flatMap(Arrays::stream)
                .map(Member.class::cast)
                .filter(member -> visible(member.getModifiers()) && !member.isSynthetic())
                .map(member -> "    " + describe(member))
                .sorted()
                .forEach(lines::add);
        return lines;
    }

    private static String parents(String keyword, Type... types) {
        String names = Stream.of(types).filter(type -> type != null && type != Object.class)
                .map(Type::getTypeName)
                .collect(joining(", "));
        return names.isEmpty() ? "" : keyword + names;
    }

    private static String describe(Member member) {
        String text = member instanceof Field field
                ? field.toGenericString() : ((Executable) member).toGenericString();
        return text.replace(member.getDeclaringClass().getTypeName() + "." + member.getName(),
                member.getName());
    }
}
