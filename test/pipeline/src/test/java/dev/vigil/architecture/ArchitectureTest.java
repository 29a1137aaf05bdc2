package dev.vigil.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.Date;

/** Directions of modules and packages (design section 6): what keeps a step testable alone. */
@AnalyzeClasses(packages = "dev.vigil", importOptions = ProductionClasses.class)
class ArchitectureTest {
  private static final String AVRO = "dev.vigil.avro..";
  private static final String SERDES = "dev.vigil.serdes..";
  private static final String CONFIG = "dev.vigil.config..";
  private static final String TOPOLOGY = "dev.vigil.topology..";
  private static final String DOMAIN = "dev.vigil.topology.domain..";
  private static final String PIPELINE = "dev.vigil.topology.pipeline..";
  private static final String RUNTIME = "dev.vigil.topology.runtime..";
  private static final String CLI = "dev.vigil.topology.cli..";
  private static final String TEST = "dev.vigil.support..";
  private static final String DEMO = "dev.vigil.demo..";
  private static final String KAFKA = "org.apache.kafka..";

  @ArchTest
  static final ArchRule avroStandsAlone =
      noClasses()
          .that()
          .resideInAPackage(AVRO)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERDES, CONFIG, TOPOLOGY)
          .because("a notification service depends on the schemas' jar alone");

  @ArchTest
  static final ArchRule serdesKnowTheSchemasOnly =
      noClasses()
          .that()
          .resideInAPackage(SERDES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONFIG, TOPOLOGY)
          .because("dependencies point one way: avro, serdes, then topology");

  @ArchTest
  static final ArchRule configKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(CONFIG)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(AVRO, SERDES, TOPOLOGY, KAFKA, "io.confluent..", "picocli..")
          .because("settings are read before there is a client, by commands that need none");

  @ArchTest
  static final ArchRule nothingDependsOnTest =
      noClasses()
          .that()
          .resideOutsideOfPackages(TEST, DEMO)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TEST, DEMO)
          .because("production jars carry no broker and no sample data");

  @ArchTest
  static final ArchRule domainIsPureJava =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KAFKA, "io.confluent..", "picocli..", "org.rocksdb..", "org.slf4j..")
          .because("consent, rules and life cycle are tested and explained without a cluster");

  @ArchTest
  static final ArchRule domainKnowsNoOuterLayer =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PIPELINE, RUNTIME, CLI);

  @ArchTest
  static final ArchRule pipelineKnowsNoOuterLayer =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(RUNTIME, CLI, "picocli..");

  @ArchTest
  static final ArchRule runtimeKnowsNoOuterLayer =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..");

  @ArchTest
  static final ArchRule noJavaUtilLogging =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("one logging API, one backend");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackages(CLI, TEST, DEMO)
          .should(ACCESS_STANDARD_STREAMS)
          .because("standard output belongs to the commands, and logs to the log");

  @ArchTest
  static final ArchRule noWallClock =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAIN, PIPELINE, SERDES)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(Year.class, "now")
          .orShould()
          .callConstructor(Date.class)
          .because("time comes from the record or from an injected clock, so that a replay agrees");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.vigil.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package that needs its own user cannot be understood, or tested, alone");

  private ArchitectureTest() {}
}
