package io.lb4j.balancer;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What became of one run, in words and rounded: one row of a table. */
record ScenarioFigures(String failed, String stop, String back, String load, int ejections) {

  private static final int BEGIN = (int) (Scenario.BEGIN.toNanos() / ScenarioRun.BIN_NANOS);
  private static final int END = (int) (Scenario.END.toNanos() / ScenarioRun.BIN_NANOS);
  private static final int SECOND = 10; // bins

  static ScenarioFigures of(ScenarioRun run, Scenario scenario) {
    return new ScenarioFigures(
        failed(run),
        scenario.isPartial() && scenario != Scenario.COLD ? stop(run) : "-",
        scenario.isPartial() ? back(run, scenario) : throughput(run, scenario),
        String.format(Locale.ROOT, "%.1f", load(run)),
        run.ejections);
  }

  private static String failed(ScenarioRun run) {
    int failures = sum(run.failed, BEGIN, ScenarioRun.BINS);
    double all = failures + sum(run.worked, BEGIN, ScenarioRun.BINS);
    double percent = 100 * failures / all;
    String format = percent >= 10 ? "%.0f %%" : percent >= 1 ? "%.1f %%" : "%.2f %%";
    return failures == 0 ? "0" : String.format(Locale.ROOT, format, percent);
  }

  private static int sum(int[] bins, int from, int to) {
    return IntStream.range(from, to).map(i -> bins[i]).sum();
  }

  private static int toAll(ScenarioRun run, int from, int to) {
    return run.sent.values().stream().mapToInt(bins -> sum(bins, from, to)).sum();
  }

  private static int toBad(ScenarioRun run, int from, int to) {
    return run.badIds().stream()
        .mapToInt(id -> sum(run.sent.getOrDefault(id, new int[to]), from, to))
        .sum();
  }

  /** The share of the bad ones while they were good, but no more than a fair one. */
  private static double usual(ScenarioRun run) {
    double fair = (double) run.badIds().size() / run.ids().size();
    int before = toBad(run, 0, BEGIN);
    return before == 0 ? fair : Math.min(fair, (double) before / toAll(run, 0, BEGIN));
  }

  private static String stop(ScenarioRun run) {
    double usual = usual(run);
    for (int i = BEGIN; i < END; i++) {
      if (toBad(run, i, i + SECOND) <= 0.1 * usual * toAll(run, i, i + SECOND)) {
        return String.format(Locale.ROOT, "%.1f s", (i - BEGIN) / 10.0);
      }
    }
    return "never";
  }

  private static String back(ScenarioRun run, Scenario scenario) {
    double usual = usual(run);
    int well = scenario == Scenario.COLD ? BEGIN : END;
    int window = 3 * SECOND;
    for (int i = well; i + window <= ScenarioRun.BINS; i++) {
      if (toBad(run, i, i + window) >= 0.8 * usual * toAll(run, i, i + window)) {
        return seconds(i - well);
      }
    }
    return "never";
  }

  private static String throughput(ScenarioRun run, Scenario scenario) {
    if (scenario != Scenario.ALL) {
      return "-";
    }
    for (int i = END; i + SECOND <= ScenarioRun.BINS; i++) {
      int good = sum(run.worked, i, i + SECOND);
      if (good >= 0.99 * (good + sum(run.failed, i, i + SECOND))) {
        return seconds(i - END);
      }
    }
    return "never";
  }

  private static String seconds(int bins) {
    return Math.round(bins / 10.0) + " s";
  }

  /** Of any endpoint in any 5 s from the fault on, in fair shares of all that were there before. */
  private static double load(ScenarioRun run) {
    int window = 5 * SECOND;
    List<int[]> each = List.copyOf(run.sent.values());
    double most = 0;
    for (int i = BEGIN; i + window <= ScenarioRun.BINS; i += SECOND) {
      int from = i;
      int all = toAll(run, from, from + window);
      int highest = each.stream().mapToInt(bins -> sum(bins, from, from + window)).max().orElse(0);
      most = Math.max(most, all == 0 ? 0 : (double) highest / all);
    }
    return most * run.ids().size();
  }

  String row() {
    return "| %s | %s | %s | %s | %d |".formatted(failed, stop, back, load, ejections);
  }
}
