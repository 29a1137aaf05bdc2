package dev.vigil.topology.cli;

import dev.vigil.config.access.Acl;
import dev.vigil.config.access.AclCatalogue;
import dev.vigil.config.access.Operation;
import dev.vigil.config.access.Resource;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints what must be allowed to whom: for people, for programs, and to paste. */
final class AclPrinter {
  /** Of what stands in the list {@code acls} of a KafkaUser. */
  private static final int INDENT = 6;

  private final List<Acl> acls;
  private final Map<String, String> principals = new TreeMap<>();

  /**
   * For a catalogue.
   *
   * @param named principals by role, where they are not {@code User:vigil-ROLE}
   */
  AclPrinter(AclCatalogue catalogue, Map<String, String> named) {
    this.acls = catalogue.all();
    acls.forEach(acl -> principals.put(acl.role(), "User:vigil-" + acl.role()));
    principals.putAll(named);
  }

  /** The roles there are, sorted. */
  static List<String> roles(AclCatalogue catalogue) {
    return catalogue.all().stream().map(Acl::role).distinct().sorted().toList();
  }

  void table(PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    for (Acl acl : acls) {
      rows.add(
          List.of(
              acl.role(),
              acl.operation().kafkaName(),
              acl.resource().kind().kafkaName(),
              acl.resource().name() + (acl.resource().prefixed() ? "*" : ""),
              String.join(", ", acl.needed())));
    }
    Table.print(out, List.of("ROLE", "OPERATION", "RESOURCE", "NAME", "FOR"), rows);
  }

  /** As KafkaUser resources of the Strimzi operator, which makes the passwords. */
  void users(PrintWriter out, String cluster) {
    for (String role : acls.stream().map(Acl::role).distinct().toList()) {
      out.println(
          """
          ---
          apiVersion: kafka.strimzi.io/v1
          kind: KafkaUser
          metadata:
            name: vigil-%s
            labels:
              strimzi.io/cluster: %s
          spec:
            authentication:
              type: scram-sha-512
            authorization:
              type: simple
              acls:"""
              .formatted(role, cluster));
      Map<Resource, List<String>> operations = new LinkedHashMap<>();
      acls.stream()
          .filter(acl -> acl.role().equals(role))
          .forEach(
              acl ->
                  operations
                      .computeIfAbsent(acl.resource(), resource -> new ArrayList<>())
                      .add(acl.operation().kafkaName()));
      operations.forEach(
          (resource, allowed) ->
              out.println(
                  """
                        - resource:
                            type: %s
                            name: "%s"
                            patternType: %s
                          operations: [%s]"""
                      .formatted(
                          strimziType(resource.kind()),
                          resource.name(),
                          resource.prefixed() ? "prefix" : "literal",
                          String.join(", ", allowed))
                      .indent(INDENT)
                      .stripTrailing()));
    }
  }

  private static String strimziType(Resource.Kind kind) {
    return switch (kind) {
      case TOPIC -> "topic";
      case GROUP -> "group";
      case TRANSACTIONAL_ID -> "transactionalId";
    };
  }

  void json(PrintWriter out) {
    for (Acl acl : acls) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("role", acl.role());
      object.put("principal", principal(acl.role()));
      object.put("operation", acl.operation().kafkaName());
      object.put("resourceType", acl.resource().kind().kafkaName());
      object.put("name", acl.resource().name());
      object.put("patternType", acl.resource().prefixed() ? "prefixed" : "literal");
      object.put("needed", acl.needed());
      out.println(Json.line(object));
    }
  }

  /** A command for each principal and resource. */
  void commands(PrintWriter out, String servers) {
    Map<Target, List<Operation>> merged = new LinkedHashMap<>();
    acls.forEach(
        acl ->
            merged
                .computeIfAbsent(
                    new Target(acl.role(), acl.resource()), target -> new ArrayList<>())
                .add(acl.operation()));
    merged.forEach((target, operations) -> out.println(command(target, operations, servers)));
  }

  private record Target(String role, Resource resource) {}

  private String command(Target target, List<Operation> operations, String servers) {
    Resource resource = target.resource();
    StringBuilder command = new StringBuilder("kafka-acls.sh --bootstrap-server ");
    command.append(quoted(servers)).append(" --command-config admin.properties --add");
    command.append(" --allow-principal ").append(quoted(principal(target.role())));
    operations.forEach(operation -> command.append(" --operation ").append(operation.kafkaName()));
    command.append(" --").append(resource.kind().kafkaName()).append(' ');
    command.append(quoted(resource.name()));
    if (resource.prefixed()) {
      command.append(" --resource-pattern-type prefixed");
    }
    return command.toString();
  }

  private String principal(String role) {
    return principals.getOrDefault(role, role);
  }

  /** Names of principals may have spaces: those of certificates do. */
  private static String quoted(String text) {
    return text.matches("[\\w.,:@%+/=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
