package dev.vigil.topology.domain.disclosure;

import java.util.Locale;

/** What went out, or did not. */
public enum DisclosureKind {
  /** The event or alert, by consent or by the output's default. */
  CONTENT(true),
  /** The event or alert of a critical value, against the patient's deny. */
  BREAK_GLASS(true),
  /** An operator looked at the content of a dead letter. */
  SHOWN_TO_OPERATOR(true),
  /** A release newer than this one wrote something of a kind that this one does not know. */
  UNKNOWN_KIND(true),
  /** That there is a resource which consent withholds: its id alone. */
  ID_ONLY_NOTICE(false),
  /** That a Consent closed the output: the Consent's id alone. */
  CLOSED_NOTICE(false),
  /** That a delivered alert no longer holds, without clinical content. */
  RETRACTION(false),
  /** A task for a person in clinical.review, without a value. */
  REVIEW_ITEM(false),
  /** A critical value that did not go out. */
  WITHHELD(false),
  /** A resource that did not go out. */
  DENIED(false);

  private final boolean content;

  DisclosureKind(boolean content) {
    this.content = content;
  }

  /** Whether it is a disclosure; else it tells no more than ids. */
  public boolean isContent() {
    return content;
  }

  /** As in lists, for example {@code break-glass}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
