package io.lb4j.event;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two listeners in turn, each guarded from the other and the request from both. */
final class FanOut implements LoadBalancerListener {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancerListener.class);

  private final LoadBalancerListener first;
  private final LoadBalancerListener second;
  private final AtomicLong failures = new AtomicLong();

  FanOut(LoadBalancerListener first, LoadBalancerListener second) {
    this.first = notNull(first, "first");
    this.second = notNull(second, "next");
  }

  private void each(Consumer<LoadBalancerListener> event) {
    guarded(first, event);
    guarded(second, event);
  }

  private void guarded(LoadBalancerListener listener, Consumer<LoadBalancerListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) {
      report(listener, e);
    }
  }

  /** At the 1st, 2nd, 4th, 8th … time: some events come with every request. */
  private void report(LoadBalancerListener listener, Throwable thrown) {
    long times = failures.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      log.warn("listener {} failed ({} times so far)", listener, times, thrown);
    }
  }

  @Override
  public void picked(Endpoint endpoint) {
    each(listener -> listener.picked(endpoint));
  }

  @Override
  public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
    each(listener -> listener.released(endpoint, outcome, latencyNanos));
  }

  @Override
  public void stateChanged(StateChange change) {
    each(listener -> listener.stateChanged(change));
  }

  @Override
  public void panic(boolean panic, String detail) {
    each(listener -> listener.panic(panic, detail));
  }

  @Override
  public void leaked(Endpoint endpoint, Duration age, @Nullable Throwable acquiredAt) {
    each(listener -> listener.leaked(endpoint, age, acquiredAt));
  }

  @Override
  public void sourceFailed(Throwable cause) {
    each(listener -> listener.sourceFailed(cause));
  }
}
