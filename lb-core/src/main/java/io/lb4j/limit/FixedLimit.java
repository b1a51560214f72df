package io.lb4j.limit;

import static io.lb4j.internal.Checks.positive;

/** Always the same; it is its own gauge. */
record FixedLimit(int limit) implements ConcurrencyLimit, ConcurrencyLimit.Gauge {
  FixedLimit {
    positive(limit, "limit");
  }

  @Override
  public Gauge start() {
    return this;
  }

  @Override
  public String toString() {
    return "fixed(" + limit + ")";
  }
}
