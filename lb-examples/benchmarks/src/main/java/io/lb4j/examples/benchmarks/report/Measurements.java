package io.lb4j.examples.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.lb4j.examples.benchmarks.WorkerProfiler;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the JSON of a run says, by what was measured. */
final class Measurements {
  private final Map<Key, Measured> figures = new TreeMap<>();

  /** What was measured: {@code benchmark} is the method, such as PickBenchmark.pick. */
  record Key(String benchmark, String contender, int threads, int n) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  static Measurements read(Path json) throws IOException {
    Measurements all = new Measurements();
    try (Reader reader = Files.newBufferedReader(json)) {
      for (JsonElement each : JsonParser.parseReader(reader).getAsJsonArray()) {
        all.add(each.getAsJsonObject());
      }
    }
    return all;
  }

  private void add(JsonObject result) {
    String method = result.get("benchmark").getAsString();
    JsonObject params = result.getAsJsonObject("params");
    String contender = params.get(params.has("policy") ? "policy" : "ring").getAsString();
    JsonObject secondary = result.getAsJsonObject("secondaryMetrics");
    figures.put(
        new Key(
            method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1),
            contender,
            result.get("threads").getAsInt(),
            params.get("n").getAsInt()),
        Measured.of(
            raw(secondary.getAsJsonObject(WorkerProfiler.CPU)),
            raw(result.getAsJsonObject("primaryMetric")),
            raw(secondary.getAsJsonObject(WorkerProfiler.ALLOC)),
            raw(secondary.getAsJsonObject("bytesPerNode"))));
  }

  /** All iterations of all forks; none if there is no such metric. */
  private static double[] raw(@Nullable JsonObject metric) {
    List<Double> values = new ArrayList<>();
    if (metric != null) {
      for (JsonElement fork : metric.getAsJsonArray("rawData")) {
        fork.getAsJsonArray().forEach(value -> values.add(value.getAsDouble()));
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  Optional<Measured> get(String benchmark, String contender, int threads, int n) {
    return Optional.ofNullable(figures.get(new Key(benchmark, contender, threads, n)));
  }

  /** The sizes this benchmark was run at with so many threads, ascending. */
  SortedSet<Integer> sizes(String benchmark, int threads) {
    SortedSet<Integer> sizes = new TreeSet<>();
    figures.keySet().stream()
        .filter(key -> key.benchmark().equals(benchmark) && key.threads() == threads)
        .forEach(key -> sizes.add(key.n()));
    return sizes;
  }
}
