package dev.vigil.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.Map;

/** Resources as their types in the libraries of Kubernetes, the Prometheus operator, Strimzi. */
final class StrictTypes {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "apps/v1/StatefulSet", StatefulSet.class,
          "v1/ConfigMap", ConfigMap.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "monitoring.coreos.com/v1/PodMonitor", PodMonitor.class,
          "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
          "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class);

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new WithoutCatchAll());

  private StrictTypes() {}

  /** Whether there is a type for it here. */
  static boolean knows(JsonNode resource) {
    return TYPES.containsKey(name(resource));
  }

  /**
   * Reads a resource as its type.
   *
   * @throws JsonProcessingException if it has a field that the type has not, or of another kind
   */
  static Object read(JsonNode resource) throws JsonProcessingException {
    return MAPPER.treeToValue(resource, TYPES.get(name(resource)));
  }

  private static String name(JsonNode resource) {
    return resource.required("apiVersion").asText() + "/" + resource.required("kind").asText();
  }

  /**
   * The types take fields they do not know into a map, where a misspelt one would never be found.
   */
  private static final class WithoutCatchAll extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
