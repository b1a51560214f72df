package io.lb4j.testing;

import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A load balancer among simulated endpoints, in virtual time: Poisson arrivals, lognormal service
 * times, a few workers and a queue for each endpoint. The same seed gives the same run.
 */
public final class Simulation {
  /** What becomes of a request that has reached an endpoint. */
  public enum Mode {
    WORKS,
    FAILS_FAST, // after a millisecond, without a worker: the black hole
    FAILS_SOMETIMES, // three of ten, after the usual time
    HANGS // never answers; the caller gives up after a second
  }

  private static final IOException FAILURE = new IOException("simulated");
  private static final long MILLI = 1_000_000;
  private static final double SIGMA = 0.7; // lognormal: p99 is four times the mean
  public static final Duration TIMEOUT = Duration.ofSeconds(1);
  public static final Duration MEAN = Duration.ofMillis(10);

  private record Event(long at, long no, Runnable action) {}

  private final FakeTicker ticker = new FakeTicker();
  private final SplittableRandom dice;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::no));
  private final Map<String, Site> sites = new TreeMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private long elapsed;
  private long count;
  private int failed;

  public Simulation(long seed) {
    this.dice = new SplittableRandom(seed);
  }

  public FakeTicker ticker() {
    return ticker;
  }

  /** An endpoint; made when it is first named, with four workers. */
  public Site site(String id) {
    return sites.computeIfAbsent(id, each -> new Site());
  }

  /** Does something at a time counted from the start. */
  public Simulation at(Duration time, Runnable action) {
    add(time.toNanos(), action);
    return this;
  }

  /** Forgets what was measured so far, at that time. */
  public Simulation warmUp(Duration time) {
    return at(time, this::forget);
  }

  private void forget() {
    latencies.clear();
    failed = 0;
    sites.values().forEach(site -> site.requests = 0);
  }

  private void add(long at, Runnable action) {
    events.add(new Event(at, count++, action));
  }

  /** Sends requests at this mean rate, one attempt each, for so long; then lets all of them end. */
  public Simulation run(LoadBalancer balancer, double perSecond, Duration length) {
    arrive(balancer, perSecond, length.toNanos());
    while (!events.isEmpty()) {
      Event event = events.poll();
      ticker.advance(Duration.ofNanos(event.at - elapsed));
      elapsed = event.at;
      event.action.run();
    }
    return this;
  }

  private void arrive(LoadBalancer balancer, double perSecond, long end) {
    long next = elapsed + (long) (-Math.log(1 - dice.nextDouble()) / perSecond * 1e9);
    if (next < end) {
      add(
          next,
          () -> {
            Lease lease = balancer.acquire();
            site(lease.endpoint().id()).accept(new Request(lease, elapsed));
            arrive(balancer, perSecond, end);
          });
    }
  }

  public int requests() {
    return latencies.size();
  }

  public double failedShare() {
    return (double) failed / requests();
  }

  public double share(String id) {
    return (double) site(id).requests / requests();
  }

  /** In milliseconds, of all requests, failed ones included. */
  public double percentile(double share) {
    return latencies.stream().sorted().skip((long) (share * requests())).findFirst().orElse(0L)
        / 1e6;
  }

  public double meanMillis() {
    return latencies.stream().mapToLong(nanos -> nanos).average().orElse(0) / 1e6;
  }

  private final class Request {
    private final Lease lease;
    private final long start;
    private boolean ended;

    Request(Lease lease, long start) {
      this.lease = lease;
      this.start = start;
    }

    void end(boolean success) {
      if (ended) {
        return;
      }
      ended = true;
      latencies.add(elapsed - start);
      if (success) {
        lease.success();
      } else {
        failed++;
        lease.failure(FAILURE);
      }
    }
  }

  /** One endpoint: some workers, first come first served. */
  public final class Site {
    private final Deque<Request> queue = new ArrayDeque<>();
    private int workers = 4;
    private int busy;
    private int open;
    private double slowness = 1;
    private Mode mode = Mode.WORKS;
    private int requests;
    private int mostOpen;

    public Site workers(int number) {
      this.workers = number;
      return this;
    }

    /** Every request takes so many times longer. */
    public Site slowness(double factor) {
      this.slowness = factor;
      return this;
    }

    public Site mode(Mode next) {
      this.mode = next;
      return this;
    }

    /** Waiting or running here now. */
    public int open() {
      return open;
    }

    /** What a request takes that arrives at this load: what an endpoint would answer to a probe. */
    public Duration latencyNow() {
      return Duration.ofNanos(
          (long) (MEAN.toNanos() * slowness * Math.max(1, (open + 1.0) / workers)));
    }

    public boolean isSilent() {
      return mode == Mode.HANGS;
    }

    /** The most requests that were waiting or running here at once. */
    public int mostOpen() {
      return mostOpen;
    }

    public int requests() {
      return requests;
    }

    void accept(Request request) {
      requests++;
      mostOpen = Math.max(mostOpen, ++open);
      add(elapsed + TIMEOUT.toNanos(), () -> finish(request, false));
      switch (mode) {
        case FAILS_FAST -> add(elapsed + MILLI, () -> finish(request, false));
        case HANGS -> {}
        default -> {
          queue.add(request);
          work();
        }
      }
    }

    private void finish(Request request, boolean success) {
      open -= request.ended ? 0 : 1;
      request.end(success);
    }

    private void work() {
      while (busy < workers && !queue.isEmpty()) {
        Request request = queue.poll();
        if (!request.ended) {
          busy++;
          boolean success = mode != Mode.FAILS_SOMETIMES || dice.nextDouble() >= 0.3;
          add(elapsed + serviceNanos(), () -> done(request, success));
        }
      }
    }

    private void done(Request request, boolean success) {
      busy--;
      finish(request, success);
      work();
    }

    private long serviceNanos() {
      double gaussian = dice.nextGaussian();
      return (long) (MEAN.toNanos() * slowness * Math.exp(SIGMA * gaussian - SIGMA * SIGMA / 2));
    }
  }
}
