package io.github.nioecho.bench.results;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Reads and writes {@link Results} and {@link Environment} as JSON. */
public final class ResultsFile {

    /** Name of the results in an output folder. */
    public static final String RESULTS = "results.json";

    /** Name of the environment in an output folder. */
    public static final String ENVIRONMENT = "environment.json";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantDeserializer()))
            // A later version may add fields; what is known stays readable.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ResultsFile() {
    }

    /**
     * Reads results.
     *
     * @param file the file to read
     * @throws IOException if it cannot be read or does not hold results of this layout; the message
     *     is one line that names the file
     */
    public static Results read(Path file) throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + " (" + e + ")", e);
        }
        try {
            return parse(file, json);
        } catch (JsonProcessingException e) {
            // What a record misses, it says itself.
            String said = e.getCause() instanceof IllegalArgumentException missing
                    ? missing.getMessage() : e.getOriginalMessage();
            throw new IOException(file + " does not hold results: "
                    + said.replaceAll("\\s*\\R\\s*", " ") + place(e), e);
        }
    }

    /**
     * Writes results so that the file always holds either the old ones or the new ones, whole.
     *
     * @param file the file to write; its folder must exist
     * @throws IOException if it cannot be written; the old content is then untouched
     */
    public static void write(Path file, Results results) throws IOException {
        replace(file, results);
    }

    /**
     * Writes an environment, in the same way.
     *
     * @param file the file to write; its folder must exist
     * @throws IOException if it cannot be written; the old content is then untouched
     */
    public static void write(Path file, Environment environment) throws IOException {
        replace(file, environment);
    }

    /** Returns a value as one line of JSON. */
    public static String toJson(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write as JSON", e);
        }
    }

    private static Results parse(Path file, byte[] json) throws IOException {
        // Before anything is made of it: another layout would only look broken.
        JsonNode version = MAPPER.readTree(json).path("schemaVersion");
        if (!version.isInt()) {
            throw new IOException(file + " does not hold results: there is no schemaVersion");
        }
        if (version.asInt() != Results.SCHEMA_VERSION) {
            throw new IOException(file + " has layout " + version
                    + ", where this version reads " + Results.SCHEMA_VERSION);
        }
        return MAPPER.readValue(json, Results.class);
    }

    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static void replace(Path file, Object value) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        byte[] json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        Files.write(next, json);
        Files.move(next, file,
                StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads ISO-8601, as {@link Instant#toString()} writes it. */
    private static final class InstantDeserializer extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return Instant.parse(parser.getText());
        }
    }
}
