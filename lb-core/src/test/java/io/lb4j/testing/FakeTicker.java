package io.lb4j.testing;

import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that moves by hand. Starts shortly before the clock overflows, to catch comparisons. */
public final class FakeTicker implements Ticker {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());

  @Override
  public long nanos() {
    return nanos.get();
  }

  public FakeTicker advance(Duration step) {
    nanos.addAndGet(step.toNanos());
    return this;
  }
}
