package io.lb4j.testing;

import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.ProbeVerdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer among simulated endpoints, in virtual time: Poisson arrivals, lognormal service
 * times, a few workers and a queue for each endpoint; the load balancer's scheduler and its checks
 * live in the same time. The same seed gives the same run, on every JDK.
 */
public final class Simulation {
  /** What becomes of a request that has reached an endpoint. */
  public enum Mode {
    WORKS,
    REFUSES, // at once: nobody listens
    FAILS_FAST, // after a millisecond, without a worker: the black hole
    FAILS, // after the usual time
    FAILS_SOMETIMES, // three of ten, after the usual time
    HANGS // never answers; the caller gives up after a second
  }

  /** Sees every request; times are nanoseconds from the start. */
  public interface Observer {
    /** It has been sent to an endpoint. */
    void sent(String id, long atNanos);

    /** A request of the caller's, with all its attempts, has ended. */
    void ended(long atNanos, boolean success);
  }

  private static final IOException REFUSED = new ConnectException("simulated");
  private static final IOException LATE = new SocketTimeoutException("simulated");
  private static final IOException FAILURE = new IOException("simulated");
  private static final long MILLI = 1_000_000;
  private static final double SIGMA = 0.7; // lognormal: p99 is four times the mean
  public static final Duration TIMEOUT = Duration.ofSeconds(1);
  public static final Duration MEAN = Duration.ofMillis(10);

  /** Tables, as dice of other distributions differ between JDKs; all with mean 1. */
  private static final int DRAWS = 1 << 13;

  private static final double[] GAPS = gaps();
  private static final double[] SERVICES = services();

  private record Event(long at, long no, Runnable action) {}

  private final FakeTicker ticker = new FakeTicker();
  private final long origin = ticker.nanos();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final SplittableRandom dice;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::no));
  private final Deque<Event> timeouts = new ArrayDeque<>(); // all of one length, so in order
  private final Map<String, Site> sites = new TreeMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private Supplier<PickContext> contexts = PickContext::none;
  private boolean calls;
  private @Nullable Observer observer;
  private long count;
  private int failed;

  public Simulation(long seed) {
    this.dice = new SplittableRandom(seed);
  }

  private static double[] gaps() {
    double[] gaps = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      gaps[i] = -StrictMath.log((i + 0.5) / DRAWS);
    }
    return gaps;
  }

  private static double[] services() {
    SplittableRandom random = new SplittableRandom(1);
    double[] services = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double gaussian = radius * StrictMath.cos(2 * Math.PI * random.nextDouble()); // Box, Muller
      services[i] = StrictMath.exp(SIGMA * gaussian - SIGMA * SIGMA / 2);
    }
    return services;
  }

  public FakeTicker ticker() {
    return ticker;
  }

  /** Its tasks run while {@link #run} does. */
  public VirtualScheduler scheduler() {
    return scheduler;
  }

  /** What requests are acquired with; by default none of them has a key. */
  public Simulation contexts(Supplier<PickContext> each) {
    this.contexts = each;
    return this;
  }

  /** Requests may be repeated elsewhere: {@code callAsync} instead of a lease. */
  public Simulation idempotent() {
    this.calls = true;
    return this;
  }

  public Simulation observer(Observer each) {
    this.observer = each;
    return this;
  }

  /** A check that sees what a request would: it fails, hangs or takes as long. */
  public HealthProbe probe() {
    return (endpoint, timeout) -> site(endpoint.id()).check();
  }

  private long elapsed() {
    return ticker.nanos() - origin;
  }

  /** An endpoint; made when it is first named, with four workers. */
  public Site site(String id) {
    return sites.computeIfAbsent(id, Site::new);
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

  /** Sends requests at this mean rate; then lets all of them end. */
  public Simulation run(LoadBalancer balancer, double perSecond, Duration length) {
    arrive(balancer, 1e9 / perSecond, length.toNanos());
    for (Event event = next(); event != null; event = next()) {
      ticker.advance(Duration.ofNanos(event.at - elapsed()));
      event.action.run();
    }
    return this;
  }

  /** After what the scheduler had to do before it; null if nothing is left. */
  private @Nullable Event next() {
    while (true) {
      Event event = events.peek();
      Event timeout = timeouts.peek();
      boolean late =
          timeout != null
              && (event == null
                  || timeout.at < event.at
                  || (timeout.at == event.at && timeout.no < event.no));
      Event first = late ? timeout : event;
      if (first == null || scheduler.nanosToNext() >= first.at - elapsed()) {
        return late ? timeouts.poll() : events.poll();
      }
      scheduler.advance(Duration.ofNanos(scheduler.nanosToNext()));
    }
  }

  private void arrive(LoadBalancer balancer, double meanGap, long end) {
    long next = elapsed() + (long) (GAPS[dice.nextInt(DRAWS)] * meanGap);
    if (next < end) {
      add(
          next,
          () -> {
            if (calls) {
              call(balancer, next);
            } else {
              send(balancer, next);
            }
            arrive(balancer, meanGap, end);
          });
    }
  }

  private void send(LoadBalancer balancer, long start) {
    Lease lease;
    try {
      lease = balancer.acquire(contexts.get());
    } catch (NoAvailableEndpointException e) {
      ended(start, false);
      return;
    }
    site(lease.endpoint().id())
        .accept(
            new Request(
                failure -> {
                  if (failure == null) {
                    lease.success();
                  } else {
                    lease.failure(failure);
                  }
                  ended(start, failure == null);
                }));
  }

  private void call(LoadBalancer balancer, long start) {
    balancer
        .callAsync(contexts.get(), this::answer)
        .whenComplete((nothing, thrown) -> ended(start, thrown == null));
  }

  private CompletableFuture<Boolean> answer(Endpoint endpoint) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    site(endpoint.id())
        .accept(
            new Request(
                failure -> {
                  if (failure == null) {
                    answer.complete(true);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                }));
    return answer;
  }

  private void ended(long start, boolean success) {
    latencies.add(elapsed() - start);
    failed += success ? 0 : 1;
    if (observer != null) {
      observer.ended(elapsed(), success);
    }
  }

  public int requests() {
    return latencies.size();
  }

  public int failed() {
    return failed;
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

  @FunctionalInterface
  private interface Answer {
    void give(@Nullable IOException failure);
  }

  private static final class Request {
    private final Answer answer;
    private boolean ended;

    Request(Answer answer) {
      this.answer = answer;
    }

    void end(@Nullable IOException failure) {
      if (!ended) {
        ended = true;
        answer.give(failure);
      }
    }
  }

  /** One endpoint: some workers, first come first served. */
  public final class Site {
    private final String id;
    private final Deque<Request> queue = new ArrayDeque<>();
    private int workers = 4;
    private int busy;
    private int open;
    private double slowness = 1;
    private Mode mode = Mode.WORKS;
    private int requests;
    private int mostOpen;

    Site(String id) {
      this.id = id;
    }

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

    /** True if whoever asks for its figures gets no answer. */
    public boolean isSilent() {
      return mode == Mode.HANGS || mode == Mode.REFUSES;
    }

    /** The share of its workers that are busy. */
    public double busy() {
      return (double) busy / workers;
    }

    /** The most requests that were waiting or running here at once. */
    public int mostOpen() {
      return mostOpen;
    }

    public int requests() {
      return requests;
    }

    private CompletionStage<ProbeVerdict> check() {
      CompletableFuture<ProbeVerdict> verdict = new CompletableFuture<>();
      switch (mode) {
        case HANGS -> {}
        case REFUSES, FAILS_FAST, FAILS -> verdict.complete(ProbeVerdict.failed("simulated"));
        default ->
            add(elapsed() + latencyNow().toNanos(), () -> verdict.complete(ProbeVerdict.passed()));
      }
      return verdict;
    }

    private void accept(Request request) {
      requests++;
      if (observer != null) {
        observer.sent(id, elapsed());
      }
      mostOpen = Math.max(mostOpen, ++open);
      timeouts.add(new Event(elapsed() + TIMEOUT.toNanos(), count++, () -> finish(request, LATE)));
      switch (mode) {
        case REFUSES -> finish(request, REFUSED);
        case FAILS_FAST -> add(elapsed() + MILLI, () -> finish(request, FAILURE));
        case HANGS -> {}
        default -> {
          queue.add(request);
          work();
        }
      }
    }

    private void finish(Request request, @Nullable IOException failure) {
      open -= request.ended ? 0 : 1;
      request.end(failure);
    }

    private void work() {
      while (busy < workers && !queue.isEmpty()) {
        Request request = queue.poll();
        if (!request.ended) {
          busy++;
          boolean fails =
              mode == Mode.FAILS || (mode == Mode.FAILS_SOMETIMES && dice.nextDouble() < 0.3);
          add(elapsed() + serviceNanos(), () -> done(request, fails ? FAILURE : null));
        }
      }
    }

    private void done(Request request, @Nullable IOException failure) {
      busy--;
      finish(request, failure);
      work();
    }

    private long serviceNanos() {
      return (long) (MEAN.toNanos() * slowness * SERVICES[dice.nextInt(DRAWS)]);
    }
  }
}
