package io.lb4j.endpoint;

import static io.lb4j.internal.Checks.notNull;

/**
 * Where an endpoint runs, from coarse to fine. Empty text means unknown.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param region for example {@code eu-central-1}
 * @param zone for example {@code eu-central-1a}
 */
public record Locality(String region, String zone) {
  private static final Locality UNKNOWN = new Locality("", "");

  /** Refuses null; use {@link #unknown()} when nothing is known. */
  public Locality {
    notNull(region, "region");
    notNull(zone, "zone");
  }

  /** Nothing is known. */
  public static Locality unknown() {
    return UNKNOWN;
  }
}
