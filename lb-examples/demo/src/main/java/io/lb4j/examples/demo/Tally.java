package io.lb4j.examples.demo;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.load.Outcome;
import io.lb4j.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the application sees, and what each endpoint was sent. The latter by listening to the
 * load balancers.
 */
final class Tally implements LoadBalancerListener {
  private final Ticker ticker;
  private final Histogram requests = new Histogram();
  private final Histogram reads = new Histogram();
  private final Histogram writes = new Histogram();
  private final LongAdder lost = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final AtomicReference<String> firstFailure = new AtomicReference<>();

  Tally(Ticker ticker) {
    this.ticker = ticker;
  }

  /** A unit of work whose end is to be counted; throws what made it fail in the end. */
  @FunctionalInterface
  interface Unit {
    void run() throws Exception;
  }

  void request(Unit unit) {
    count("request", unit, requests, lost);
  }

  void read(Unit unit) {
    count("read", unit, reads, failed);
  }

  void write(Unit unit) {
    count("write", unit, writes, failed);
  }

  /** The application repeats a read. */
  void repeated() {
    repeated.increment();
  }

  /** Writes that were acknowledged and are not there count as failed. */
  void missing(long writes) {
    if (writes > 0) {
      failed.add(writes);
      firstFailure.compareAndSet(null, writes + " acknowledged writes are not on the primary");
    }
  }

  /** What made the first unit fail in the end, for people. */
  Optional<String> firstFailure() {
    return Optional.ofNullable(firstFailure.get());
  }

  private void count(String what, Unit unit, Histogram durations, LongAdder failures) {
    long start = ticker.nanos();
    try {
      unit.run();
    } catch (Exception e) {
      failures.increment();
      firstFailure.compareAndSet(null, what + ": " + e);
    } finally {
      durations.record(ticker.nanos() - start);
    }
  }

  @Override
  public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
    if (outcome != Outcome.IGNORED) {
      sent(endpoint.id(), outcome == Outcome.SUCCESS, latencyNanos);
    }
  }

  /** Counts an attempt no load balancer tells of, such as a write to the primary. */
  void sent(String id, boolean succeeded, long latencyNanos) {
    Sent to = sent.computeIfAbsent(id, absent -> new Sent(new Histogram(), new LongAdder()));
    if (succeeded) {
      to.succeeded.record(latencyNanos);
    } else {
      to.failed.increment();
    }
  }

  /** Everything so far. */
  Reading reading() {
    Map<String, Attempts> endpoints = new HashMap<>();
    sent.forEach((id, to) -> endpoints.put(id, to.attempts()));
    return new Reading(
        ticker.nanos(),
        requests.counts(),
        lost.sum(),
        reads.counts(),
        repeated.sum(),
        writes.counts(),
        failed.sum(),
        Map.copyOf(endpoints));
  }

  private record Sent(Histogram succeeded, LongAdder failed) {
    Attempts attempts() {
      return new Attempts(succeeded.counts(), failed.sum());
    }
  }
}
