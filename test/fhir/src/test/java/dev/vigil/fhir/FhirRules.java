package dev.vigil.fhir;

import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import dev.vigil.serdes.fhir.Hapi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.MetadataResource;

/** FHIR R4 and Vigil's own definitions, as the HAPI validator applies them. */
final class FhirRules {
  static final Path DEFINITIONS = Path.of("../../deploy/fhir");

  private static final Pattern NO_FAULT =
      Pattern.compile(
          // LOINC's codes are not part of FHIR, and too many to bring along.
          ".*http://loinc\\.org.*"
              // A time is passed on as it came.
              + "|.*outside the range of reasonable years.*");

  private final FhirValidator validator;

  FhirRules() {
    PrePopulatedValidationSupport vigil = new PrePopulatedValidationSupport(Hapi.r4());
    definitions().forEach(vigil::addResource);
    ValidationSupportChain support =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(Hapi.r4()),
            vigil,
            new CommonCodeSystemsTerminologyService(Hapi.r4()),
            new InMemoryTerminologyServerValidationSupport(Hapi.r4()),
            new SnapshotGeneratingValidationSupport(Hapi.r4()));
    FhirInstanceValidator rules = new FhirInstanceValidator(support);
    rules.setErrorForUnknownProfiles(true);
    rules.setAnyExtensionsAllowed(false);
    validator = Hapi.r4().newValidator().registerValidatorModule(rules);
  }

  static List<MetadataResource> definitions() {
    try (Stream<Path> files = Files.list(DEFINITIONS)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(FhirRules::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MetadataResource read(Path file) {
    try {
      return (MetadataResource) Hapi.r4().newJsonParser().parseResource(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the validator has against a resource, warnings included. */
  List<String> faults(String json) {
    return validator.validateWithResult(json).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.WARNING) >= 0)
        .filter(message -> !NO_FAULT.matcher(message.getMessage()).matches())
        .map(FhirRules::line)
        .toList();
  }

  private static String line(SingleValidationMessage message) {
    return message.getSeverity() + " " + message.getLocationString() + ": " + message.getMessage();
  }
}
