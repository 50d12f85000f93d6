package io.github.nioecho.junit;

import io.github.nioecho.EchoServer;
import io.github.nioecho.udp.UdpEchoServer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A parameter with {@link Echo}, and which extension it is for. JUnit asks every extension in reach
 * and takes no two that say yes: so one says yes always, if only to tell what is wrong.
 */
final class EchoParameter {

    /** What runs a server of that type, or has the address: how to add it to an extension. */
    private static final Map<Class<?>, String> REMEDIES = Map.of(
            EchoServer.class, "with(...)", UdpEchoServer.class, "withUdp()");

    private static final Set<Class<?>> TYPES =
            Set.of(EchoServer.class, UdpEchoServer.class, InetSocketAddress.class);

    private final ParameterContext parameter;
    private final Class<?> type;
    private final String choice;
    private final List<Candidate> candidates;

    /**
     * @param begun the extensions that run servers in this context, in the order of registration;
     *     none where JUnit makes an instance for all tests, before anything begins
     */
    EchoParameter(
            ParameterContext parameter, ExtensionContext context, List<EchoServerExtension> begun) {
        this.parameter = parameter;
        this.type = parameter.getParameter().getType();
        this.choice = parameter.findAnnotation(Echo.class).map(Echo::value).orElse("");
        List<Candidate> inFields = inFields(context);
        this.candidates = begun.isEmpty()
                ? inFields
                : begun.stream().map(extension -> candidate(extension, inFields)).toList();
    }

    /** Returns whether that extension is to resolve this parameter, or to tell why none can. */
    boolean isFor(EchoServerExtension asked) {
        if (candidates.isEmpty()) {
            return true;
        }
        List<Candidate> able = able();
        return (able.size() == 1 ? able : candidates).get(0).extension() == asked;
    }

    /**
     * Checks that one extension is the one.
     *
     * @throws ParameterResolutionException if not; the message tells how it could be
     */
    void requireResolvable() {
        if (!TYPES.contains(type)) {
            throw refused("@Echo is for parameters of type EchoServer, UdpEchoServer or"
                    + " InetSocketAddress, and not for ", "");
        }
        List<Candidate> able = able();
        List<Candidate> chosen = chosen();
        if (candidates.isEmpty() || able.size() == 1) {
            return;
        }
        if (chosen.isEmpty()) {
            throw refused("no extension is in a field named \"" + choice + "\" for ",
                    ": there are " + names(candidates));
        }
        if (able.size() > 1) {
            throw refused(names(able) + " could each be what is asked for by ",
                    ": choose one by its field, as in @Echo(\"" + exampleOf(able) + "\")");
        }
        throw refused((chosen.size() == 1 ? "the extension runs no " : names(chosen) + " run no ")
                + type.getSimpleName() + " for ",
                ": add " + REMEDIES.get(type) + (chosen.size() == 1 ? " to it" : " to one"));
    }

    /** Those that run what is asked for, of those that it may be. */
    private List<Candidate> able() {
        return chosen().stream().filter(candidate -> candidate.extension().runs(type)).toList();
    }

    private List<Candidate> chosen() {
        return choice.isEmpty()
                ? candidates
                : candidates.stream().filter(candidate -> candidate.isNamed(choice)).toList();
    }

    private ParameterResolutionException refused(String before, String after) {
        return new ParameterResolutionException(before + parameter.getParameter() + after);
    }

    private static String names(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::name).sorted()
                .collect(Collectors.joining(", "));
    }

    /** Returns a name that only one of them has. */
    private static String exampleOf(List<Candidate> able) {
        Field field = able.stream().map(Candidate::field).flatMap(Optional::stream)
                .min(Comparator.comparing(Candidate::qualified)).orElseThrow();
        boolean unique = able.stream().filter(other -> other.isNamed(field.getName())).count() == 1;
        return unique ? field.getName() : Candidate.qualified(field);
    }

    private static Candidate candidate(EchoServerExtension extension, List<Candidate> inFields) {
        return inFields.stream().filter(candidate -> candidate.extension() == extension)
                .findFirst().orElse(new Candidate(extension, Optional.empty()));
    }

    /** Looks at fields of the test class, inherited ones too, and of those that it is nested in. */
    private static List<Candidate> inFields(ExtensionContext context) {
        List<Candidate> found = new ArrayList<>();
        for (Object instance : context.getTestInstances()
                .map(TestInstances::getAllInstances).orElse(List.of())) {
            addFields(instance.getClass(), instance, found);
        }
        // Without instances, or with those of other classes: static fields are in reach anyway.
        for (Class<?> type = context.getTestClass().orElse(null);
                type != null; type = type.getEnclosingClass()) {
            addFields(type, null, found);
        }
        return found;
    }

    /** By way of JUnit, to which modules with tests are open. */
    private static void addFields(Class<?> type, Object instance, List<Candidate> found) {
        for (Field field : AnnotationSupport.findAnnotatedFields(type, RegisterExtension.class)) {
            if (instance != null || Modifier.isStatic(field.getModifiers())) {
                Object value =
                        ReflectionSupport.tryToReadFieldValue(field, instance).toOptional()
                                .orElse(null);
                if (value instanceof EchoServerExtension extension
                        && found.stream().noneMatch(one -> one.extension() == extension)) {
                    found.add(new Candidate(extension, Optional.of(field)));
                }
            }
        }
    }

    /**
     * An extension in reach.
     *
     * @param field where it is; empty for one of {@code @ExtendWith}
     */
    private record Candidate(EchoServerExtension extension, Optional<Field> field) {

        static String qualified(Field field) {
            return field.getDeclaringClass().getSimpleName() + "." + field.getName();
        }

        String name() {
            return field.map(Candidate::qualified).orElse("that of @ExtendWith");
        }

        boolean isNamed(String choice) {
            return field.filter(f -> choice.equals(f.getName()) || choice.equals(qualified(f)))
                    .isPresent();
        }
    }
}
