import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns Synthea's FHIR bulk export into the sample of laboratory histories.
 *
 * <p>{@code java -cp <Jackson> SampleMaker.java <fhir directory> <output.ndjson> <newest results per patient>}
 *
 * <p>Keeps the laboratory Observations exactly as Synthea wrote them, in the order of the time they were taken, and
 * puts the trimmed Patient just before the first of its Observations. The order is total (time, patient, code, id), so
 * it does not depend on the order of the export.
 */
final class SampleMaker {

    /** What is kept of a Patient: everything else is of no use to a laboratory alert. */
    private static final List<String> PATIENT_FIELDS =
            List.of("resourceType", "id", "meta", "identifier", "name", "gender", "birthDate",
                    "deceasedBoolean", "deceasedDateTime");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Comparator<Result> BY_TIME = Comparator.comparing(Result::taken)
            .thenComparing(Result::patient)
            .thenComparing(Result::code)
            .thenComparing(Result::id);

    private record Result(Instant taken, String patient, String code, String id, String line) {}

    private SampleMaker() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: SampleMaker <fhir directory> <output.ndjson> <newest results per patient>");
            System.exit(2);
        }
        Path fhir = Path.of(args[0]);
        int newest = Integer.parseInt(args[2]);

        Map<String, String> patients = readPatients(fhir.resolve("Patient.ndjson"));
        Map<String, List<Result>> histories = readResults(fhir.resolve("Observation.ndjson"));

        List<Result> chosen = new ArrayList<>();
        for (List<Result> history : histories.values()) {
            history.sort(BY_TIME);
            chosen.addAll(history.subList(Math.max(0, history.size() - newest), history.size()));
        }
        chosen.sort(BY_TIME);

        Set<String> introduced = new HashSet<>();
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[1]), StandardCharsets.UTF_8)) {
            for (Result result : chosen) {
                if (introduced.add(result.patient())) {
                    String patient = patients.get(result.patient());
                    if (patient == null) {
                        throw new IOException("no Patient for Observation/" + result.id());
                    }
                    out.write(patient);
                    out.write('\n');
                }
                out.write(result.line());
                out.write('\n');
            }
        }
        System.err.printf("%d patients, %d results%n", introduced.size(), chosen.size());
    }

    private static Map<String, String> readPatients(Path file) throws IOException {
        Map<String, String> patients = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            ObjectNode patient = (ObjectNode) JSON.readTree(line);
            patient.retain(PATIENT_FIELDS);
            JsonNode first = patient.path("identifier").path(0);
            if (!first.isMissingNode()) {
                patient.putArray("identifier").add(first);
            }
            patients.put("Patient/" + patient.get("id").textValue(), JSON.writeValueAsString(patient));
        }
        return patients;
    }

    private static Map<String, List<Result>> readResults(Path file) throws IOException {
        Map<String, List<Result>> histories = new HashMap<>();
        try (var lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode observation = JSON.readTree(line);
                if (!isLaboratory(observation)) {
                    continue;
                }
                String patient = observation.path("subject").path("reference").textValue();
                histories.computeIfAbsent(patient, any -> new ArrayList<>()).add(new Result(
                        OffsetDateTime.parse(observation.path("effectiveDateTime").textValue()).toInstant(),
                        patient,
                        observation.path("code").path("coding").path(0).path("code").asText(),
                        observation.path("id").textValue(),
                        line));
            }
        }
        return histories;
    }

    private static boolean isLaboratory(JsonNode observation) {
        for (JsonNode category : observation.path("category")) {
            for (JsonNode coding : category.path("coding")) {
                if ("laboratory".equals(coding.path("code").textValue())) {
                    return true;
                }
            }
        }
        return false;
    }
}
