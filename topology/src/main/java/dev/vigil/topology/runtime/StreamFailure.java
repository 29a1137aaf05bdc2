package dev.vigil.topology.runtime;

import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.topology.domain.budget.FailureBudgetSpentException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;

/** What stopped the stream, for an operator: an exit code and a line. */
final class StreamFailure {
  private StreamFailure() {}

  static VigilException explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailureBudgetSpentException) {
        return new VigilException(
            ExitCode.FAILURE_BUDGET,
            "Stopped: the failure budget is spent: "
                + cause.getMessage()
                + ". Nothing was skipped. Mend the cause, then run vigil dlq acknowledge;"
                + " deploy/handbook/failure-budget.md says how",
            failure);
      }
      if (cause instanceof RegistryUnavailableException) {
        return new VigilException(
            ExitCode.REGISTRY,
            "Stopped: " + cause.getMessage() + ". Nothing was skipped; start again when it answers",
            failure);
      }
      if (cause instanceof InvalidOffsetException) {
        return new VigilException(
            ExitCode.OFFSETS_LOST,
            "Stopped: unread input was deleted by retention, or offsets were lost, in "
                + ((InvalidOffsetException) cause).partitions()
                + ". Start again: it says what was lost, and how to go on",
            failure);
      }
      if (cause instanceof ProcessorStateException) {
        return new VigilException(
            ExitCode.STATE_DIRECTORY,
            "Stopped: a state store cannot be read or written ("
                + rootName(cause)
                + "): check space and permissions of vigil.state.dir. Nothing was skipped",
            failure);
      }
      if (cause instanceof AuthorizationException) {
        return new VigilException(
            ExitCode.BROKER,
            "Stopped: the brokers deny access (%s). Nothing was skipped"
                .formatted(cause.getMessage()),
            failure);
      }
      if (cause instanceof AuthenticationException) {
        return new VigilException(
            ExitCode.BROKER,
            "Stopped: the brokers refuse this instance (%s): check kafka.ssl.* and kafka.sasl.*. Nothing was skipped"
                .formatted(cause.getClass().getSimpleName()),
            failure);
      }
      if (cause instanceof TimeoutException) {
        return new VigilException(
            ExitCode.BROKER,
            "Stopped: the brokers did not answer in time. Nothing was skipped; start again when"
                + " they do",
            failure);
      }
    }
    return new VigilException(
        ExitCode.STREAM_FAILED,
        "Stopped on a fault that is not a record's ("
            + rootName(failure)
            + "). Nothing was skipped; --verbose shows where",
        failure);
  }

  /**
   * The same, with what the brokers do not allow by its names, if that is why, and they tell.
   *
   * @param look asks them
   */
  static VigilException nameWhatIsDenied(
      VigilException explained, Supplier<AccessCheck.Findings> look) {
    if (!isDenied(explained)) {
      return explained;
    }
    try {
      List<String> lines = new ArrayList<>(explained.lines());
      lines.addAll(look.get().lines());
      return new VigilException(explained.exitCode(), lines, explained);
    } catch (VigilException e) {
      return explained;
    }
  }

  private static boolean isDenied(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return true;
      }
    }
    return false;
  }

  private static String rootName(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getName();
  }
}
