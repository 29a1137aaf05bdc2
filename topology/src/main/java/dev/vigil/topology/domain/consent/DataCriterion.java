package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ProvisionData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Particular resources: the instance itself, what it refers to, what refers to it, what it wrote.
 */
record DataCriterion(List<Data> data) implements Criterion {

  /** One resource and how it is meant. */
  record Data(String meaning, List<ReferenceKey> reference) {
    String text() {
      return reference.isEmpty() ? "unknown" : reference.get(0).text();
    }
  }

  static DataCriterion of(List<ProvisionData> received) {
    List<Data> data = new ArrayList<>();
    for (ProvisionData one : received) {
      String reference = one.getReference();
      List<ReferenceKey> keys =
          reference == null ? List.of() : List.of(ReferenceKey.ofReference(reference));
      data.add(new Data(one.getMeaning(), keys));
    }
    return new DataCriterion(List.copyOf(data));
  }

  @Override
  public boolean isAboutResource() {
    return true;
  }

  @Override
  public String describe() {
    List<String> texts = new ArrayList<>();
    data.forEach(one -> texts.add(one.meaning() + " " + one.text()));
    return "data " + String.join(", ", texts);
  }

  @Override
  public Match matches(Question question) {
    AskedAbout about = question.about();
    if (about == null) {
      return Match.NO;
    }
    Match result = Match.NO;
    for (Data one : data) {
      result = result.or(matches(one, about));
    }
    return result;
  }

  private static Match matches(Data data, AskedAbout about) {
    Match itself = isAmong(data, listOf(about.reference()));
    return switch (data.meaning()) {
      case "instance" -> itself;
      case "dependents" -> itself.or(isAmong(data, about.references()));
      case "authoredby" -> isAmong(data, about.authors());
      // What that resource refers to is not known here.
      case "related" -> itself.or(Match.UNKNOWN);
      default -> Match.UNKNOWN;
    };
  }

  private static Match isAmong(Data data, @Nullable List<String> references) {
    return ReferenceKey.isAmong(data.reference(), references);
  }

  private static @Nullable List<String> listOf(@Nullable String reference) {
    return reference == null ? null : List.of(reference);
  }
}
