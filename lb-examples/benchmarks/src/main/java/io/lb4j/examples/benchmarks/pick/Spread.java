package io.lb4j.examples.benchmarks.pick;

import java.util.HashMap;
import java.util.Map;

/**
 * How a contender has to spread its picks. Checked before it is measured: a peer that was set up
 * wrongly answers fast.
 */
public enum Spread {
  /** Floors and the like. */
  UNCHECKED {
    @Override
    boolean holds(long[] sorted, int endpoints, long picks) {
      return true;
    }
  },
  /** Latency-aware: it may well prefer some, but not stick to one. */
  SOME {
    @Override
    boolean holds(long[] sorted, int endpoints, long picks) {
      return sorted.length >= 2;
    }
  },
  /** Most endpoints are used, and none takes five times its share. */
  EVEN {
    @Override
    boolean holds(long[] sorted, int endpoints, long picks) {
      return sorted.length >= 0.9 * endpoints && sorted[sorted.length - 1] * endpoints <= 5 * picks;
    }
  },
  /** Weights 1 : 2 : 3: the upper third gets at least twice what the lower third gets. */
  WEIGHTED {
    @Override
    boolean holds(long[] sorted, int endpoints, long picks) {
      int third = endpoints / 3;
      if (sorted.length < 0.9 * endpoints) {
        return false;
      }
      long low = 0;
      long high = 0;
      for (int i = 0; i < third; i++) {
        low += sorted[i];
        high += sorted[sorted.length - 1 - i];
      }
      return high >= 2 * low && high <= 5 * low;
    }
  };

  private static final int PICKS_PER_ENDPOINT = 100;
  private static final int LEAST_PICKS = 3_000;
  private static final int ROUNDS = 500;

  abstract boolean holds(long[] sorted, int endpoints, long picks);

  /**
   * Picks a while and counts; goes on for some rounds before it gives up, as what goes by latency
   * may stay with one idle endpoint for thousands of requests that take no time.
   *
   * @throws IllegalStateException if the picks are not spread as they should be
   */
  public void check(String name, Pick pick, int endpoints) {
    int round = Math.max(LEAST_PICKS, PICKS_PER_ENDPOINT * endpoints);
    Map<Object, Long> counts = new HashMap<>();
    long picks = 0;
    long[] sorted = {};
    for (int i = 0; i < ROUNDS && (picks == 0 || !holds(sorted, endpoints, picks)); i++) {
      for (int j = 0; j < round; j++) {
        counts.merge(pick.endpointOf(pick.pick()), 1L, Long::sum);
      }
      picks += round;
      sorted = counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
    }
    if (!holds(sorted, endpoints, picks)) {
      throw new IllegalStateException(
          "%s: %d picks over %d endpoints reached %d, from %d to %d each (expected: %s)"
              .formatted(
                  name,
                  picks,
                  endpoints,
                  sorted.length,
                  sorted[0],
                  sorted[sorted.length - 1],
                  this));
    }
  }
}
