package io.lb4j.examples.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** One line for those who wait. */
final class Progress {
  private Progress() {}

  static String of(Collection<RunResult> results) {
    return results.stream().map(Progress::one).collect(Collectors.joining(", "));
  }

  private static String one(RunResult result) {
    double nanos = result.getSecondaryResults().get(WorkerProfiler.CPU).getScore();
    return String.format(Locale.ROOT, "n=%s %,.1f ns", result.getParams().getParam("n"), nanos);
  }
}
