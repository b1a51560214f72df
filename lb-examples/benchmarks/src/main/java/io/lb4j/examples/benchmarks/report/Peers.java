package io.lb4j.examples.benchmarks.report;

import io.lb4j.examples.benchmarks.pick.Contender;
import io.lb4j.examples.benchmarks.pick.Contenders;
import io.lb4j.examples.benchmarks.pick.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The best of lb4j next to the best peer of its kind. */
final class Peers {
  private static final int TYPICAL = 10;

  private Peers() {}

  static String table(Measurements measurements) {
    Table table =
        new Table(
            List.of("kind, n = 10", "threads", "lb4j, ns", "fastest peer, ns", "peer / lb4j"));
    for (Kind kind :
        List.of(Kind.ROUND_ROBIN, Kind.RANDOM, Kind.WEIGHTED, Kind.LOAD, Kind.LATENCY)) {
      for (int threads = 1; threads <= 2; threads++) {
        row(measurements, kind, threads).ifPresent(table::row);
      }
    }
    return table.toString();
  }

  private static Optional<List<String>> row(Measurements all, Kind kind, int threads) {
    Optional<Map.Entry<String, Double>> ours = fastest(all, kind, threads, true);
    Optional<Map.Entry<String, Double>> peer = fastest(all, kind, threads, false);
    if (ours.isEmpty() || peer.isEmpty()) {
      return Optional.empty();
    }
    double ratio = peer.get().getValue() / ours.get().getValue();
    return Optional.of(
        List.of(
            kind.title(),
            Integer.toString(threads),
            named(ours.get()),
            named(peer.get()),
            String.format(Locale.ROOT, "%.1f×", ratio)));
  }

  private static String named(Map.Entry<String, Double> figure) {
    return figure.getKey() + " " + Table.time(figure.getValue());
  }

  private static Optional<Map.Entry<String, Double>> fastest(
      Measurements all, Kind kind, int threads, boolean ours) {
    List<Map.Entry<String, Double>> figures = new ArrayList<>();
    for (Contender contender : Contenders.all()) {
      if (contender.kind() == kind && contender.name().startsWith("lb4j") == ours) {
        all.get(PickTables.PICK, contender.name(), threads, TYPICAL)
            .filter(it -> threads == 1 || it.together())
            .ifPresent(it -> figures.add(Map.entry(contender.name(), it.cpu())));
      }
    }
    return figures.stream().min(Comparator.comparing(Map.Entry::getValue));
  }
}
