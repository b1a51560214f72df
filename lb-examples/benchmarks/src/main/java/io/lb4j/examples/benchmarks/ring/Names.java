package io.lb4j.examples.benchmarks.ring;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Names of nodes and keys, the same for every implementation and every run. */
public final class Names {
  /** A name that {@link #nodes} never gives. */
  public static final String NEWCOMER = "10.9.9.9:8080";

  /** How many keys {@link #keys} gives; a power of two. */
  public static final int KEYS = 1024;

  private static final long SEED = 42;

  private Names() {}

  public static List<String> nodes(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> "10.0." + (i >>> 8) + "." + (i & 0xFF) + ":8080")
        .toList();
  }

  /** Keys of 12 characters, like those of users. */
  public static String[] keys() {
    return new Random(SEED)
        .ints(KEYS, 1_000_000, 10_000_000)
        .mapToObj(i -> "user:" + i)
        .toArray(String[]::new);
  }
}
