package io.lb4j;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.name;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.Explanation;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.LoadBalancerSnapshot;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.ProbePolicy;
import io.lb4j.internal.Timer;
import io.lb4j.limit.Limits;
import io.lb4j.load.FailureClassifier;
import io.lb4j.load.SlowStart;
import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends every request of one service to the best of its endpoints.
 *
 * <pre>{@code
 * LoadBalancer orders = LoadBalancer.builder("orders")
 *     .endpoints("http://10.0.0.1:8080", "http://10.0.0.2:8080")
 *     .build();
 *
 * String body = orders.call(endpoint -> httpGet(endpoint.uri().resolve("/orders/1")));
 * }</pre>
 *
 * <p>{@link #call} moves on to another endpoint when one fails. {@link #acquire()} hands out one
 * endpoint and leaves the rest to you. Both feed the same counters, so balancing and health see
 * everything. Make one load balancer for each service and keep it; {@link #close()} it at the end.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, virtual ones included. <b>Threads:</b>
 * none, unless something needs time (active checks, backoff, hedges) or there are more than 64
 * endpoints: then one daemon, which ends when nothing is left to do. Sources that ask have one of
 * their own. Ejections and slow starts pass by the clock, looked at by the requests themselves.
 * <b>Cost:</b> {@link #acquire()} and a verdict take one small object, two readings of the clock,
 * and the pick.
 */
public final class LoadBalancer implements AutoCloseable {
  private final Settings settings;
  private final Cluster cluster;
  private final Requests requests;
  private final Calls<Endpoint> calls;
  private final EndpointSource.Subscription subscription;

  private LoadBalancer(Settings settings) {
    this.settings = settings;
    this.cluster = new Cluster(settings);
    this.requests = new Requests(settings, cluster);
    this.calls = new Calls<>(requests, settings.retry(), EndpointSupply.INSTANCE);
    try {
      this.subscription = notNull(settings.source().subscribe(cluster), "subscription");
    } catch (RuntimeException | Error e) {
      end(Duration.ZERO);
      throw e;
    }
    refuseBrokenBalancer();
  }

  /** Better no load balancer than one that cannot balance the endpoints it starts with. */
  private void refuseBrokenBalancer() {
    Throwable failure = cluster.failure();
    if (failure != null) {
      close();
      throw new IllegalArgumentException(
          "balancer: " + settings.balancer() + " (expected: one that makes a picker)", failure);
    }
  }

  /**
   * Starts to describe a load balancer.
   *
   * @param service what it balances; appears in logs, events and exceptions
   */
  public static Builder builder(String service) {
    return new Builder(service);
  }

  /** Its name. */
  public String service() {
    return settings.service();
  }

  /** An endpoint for one request; the same as {@code acquire(PickContext.none())}. */
  public Lease acquire() {
    return acquire(PickContext.none());
  }

  /**
   * An endpoint for one request, counted as in flight until the lease ends. Never blocks.
   *
   * @throws NoAvailableEndpointException if none is left, or this load balancer is closed; a {@link
   *     LimitExceededException} if a limit is in the way
   */
  public Lease acquire(PickContext context) {
    return requests.acquire(context);
  }

  /**
   * Runs {@code work} with an endpoint; if that fails, with another, as the {@link RetryPolicy}
   * says. So the work may run more than once: hand over only what may be repeated, or use {@link
   * #once()}.
   *
   * @return what the first attempt that did not fail returned
   * @throws X what the work threw, if it is not worth another attempt
   * @throws NoAvailableEndpointException if no endpoint is left, or attempts, budget or time are
   *     used up; its cause is the last failure
   */
  public <T, X extends Exception> T call(Work<Endpoint, T, X> work) throws X {
    return call(PickContext.none(), work);
  }

  /**
   * The same as {@link #call(Work)}, for a request of which something is known, such as its key.
   */
  public <T, X extends Exception> T call(PickContext context, Work<Endpoint, T, X> work) throws X {
    return calls.call(context, work);
  }

  /**
   * Like {@link #call(Work)} for work that completes later. An attempt fails when its stage does,
   * or when {@code work} throws. Cancelling the result cancels the attempts that are running.
   * {@code work} must not block: it may run on the thread that ended the attempt before, or on the
   * scheduler's.
   *
   * @return completes with the value of the first attempt that did not fail, or exceptionally as
   *     {@code call} would throw
   */
  public <T> CompletableFuture<T> callAsync(
      Function<? super Endpoint, ? extends CompletionStage<T>> work) {
    return callAsync(PickContext.none(), work);
  }

  /** The same as {@link #callAsync(Function)}, for a request of which something is known. */
  public <T> CompletableFuture<T> callAsync(
      PickContext context, Function<? super Endpoint, ? extends CompletionStage<T>> work) {
    return calls.callAsync(context, work);
  }

  /**
   * Calls for work that must not run twice: they move on only when the request is known not to have
   * reached an endpoint, and are never hedged.
   */
  public Calls<Endpoint> once() {
    return calls.once();
  }

  /** Calls by another retry policy; the budget stays that of this load balancer. */
  public Calls<Endpoint> with(RetryPolicy policy) {
    return calls.with(policy);
  }

  /** What {@link #call} goes by; for adapters, as their default. */
  public RetryPolicy retryPolicy() {
    return settings.retry();
  }

  /** The attempts at one request, for adapters that send their requests themselves. */
  public Attempts attempts(PickContext context, RetryPolicy policy) {
    return new Attempts(requests, policy, context);
  }

  /**
   * One client object for each endpoint, made when it is first needed, and closed once its endpoint
   * is gone and its last request has ended.
   *
   * @param open makes a client; a failure counts as a failure of the endpoint
   * @param close ends a client
   */
  public <C> Clients<C> clients(
      Function<? super Endpoint, ? extends C> open, Consumer<? super C> close) {
    return new Clients<>(requests, cluster, notNull(open, "open"), notNull(close, "close"));
  }

  /**
   * Balances connections (layer 4): every socket it makes connects to an endpoint picked for it,
   * and to another when that fails, whatever address it is told. For any client that takes a socket
   * factory. Endpoints need an address, see {@link Endpoint#of(String)}.
   *
   * <p>A client that wants a class name, such as the PostgreSQL driver ({@code socketFactory=…}),
   * gets a class of yours that extends {@link SocketFactory} and hands over to this one, kept in a
   * static field.
   *
   * <p>A connection counts as in flight until it is closed; the time to connect is its latency; one
   * that breaks is a failure of its endpoint. A time-out given to {@code connect} holds for all
   * attempts together. When no endpoint can be reached, {@code connect} throws a {@link
   * java.net.ConnectException} or {@link java.net.SocketTimeoutException} whose cause is a {@link
   * NoAvailableEndpointException}.
   */
  public SocketFactory socketFactory() {
    return new BalancedSockets(requests);
  }

  /**
   * Sends nothing more to the endpoint; what it has runs to its end. It stays known, and drained,
   * until the source drops it or {@link #undrain} takes it back.
   *
   * @return completes when the endpoint is idle; exceptionally if it is taken back before
   * @throws IllegalArgumentException if no endpoint has this id
   */
  public CompletableFuture<Void> drain(String id) {
    return cluster.drains().drain(notNull(id, "id"));
  }

  /**
   * Takes {@link #drain} back: the endpoint takes requests again, after a slow start. Does nothing
   * if it is not drained.
   *
   * @throws IllegalArgumentException if no endpoint has this id
   */
  public void undrain(String id) {
    cluster.drains().undrain(notNull(id, "id"));
  }

  /**
   * Done as soon as any endpoint is in service; at once, usually. For sources that must ask first,
   * and checks that {@linkplain ProbePolicy#waitingForFirst() must pass} first: {@code
   * orders.ready().orTimeout(10, SECONDS).join()}. Fails if the load balancer is closed before.
   */
  public CompletableFuture<Void> ready() {
    return cluster.ready();
  }

  /** Every endpoint with its state and figures. Cost: O(endpoints); not for the request path. */
  public LoadBalancerSnapshot snapshot() {
    return LoadBalancerSnapshot.of(
        service(),
        cluster.snapshot().panic(),
        cluster.allNodes(),
        cluster.announcements().transitions());
  }

  /**
   * What it would choose for such a request now, and why: candidates, scores, exclusions. Chooses
   * nothing. Cost: O(endpoints); not for the request path.
   */
  public Explanation explain(PickContext context) {
    notNull(context, "context");
    return Explainer.explain(service(), cluster.snapshot(), context, settings.ticker().nanos());
  }

  /**
   * Takes no more requests, and waits until those that are running have ended, but no longer than
   * {@link Builder#closeGrace}. Clients are closed after their last request, and when the wait is
   * over in any case. Closing again does nothing. An interrupt ends the wait and stays set. Calls
   * that wait for another attempt or for room end at once. Do not close inside a call or with a
   * lease of this load balancer in hand: it would wait the full grace for itself.
   */
  @Override
  public void close() {
    subscription.close();
    end(settings.closeGrace());
  }

  private void end(Duration grace) {
    requests.close();
    cluster.close(grace);
    if (settings.ownScheduler()) {
      settings.scheduler().shutdown();
    }
  }

  @Override
  public String toString() {
    return "LoadBalancer(" + service() + ", " + settings.balancer() + ")";
  }

  /** Describes a load balancer. Only endpoints are required; every default is written here. */
  public static final class Builder {
    private final String service;
    private @Nullable EndpointSource source;
    private Balancer balancer = Balancers.adaptive();
    private HealthTracker health = HealthTracker.standard();
    private Checkups.@Nullable Plan probe;
    private FailureClassifier classifier = FailureClassifier.standard();
    private EjectionPolicy ejection = EjectionPolicy.standard();
    private PanicPolicy panic = PanicPolicy.standard();
    private SlowStart slowStart = SlowStart.standard();
    private Duration closeGrace = Duration.ofSeconds(5);
    private LeakGuard leakGuard = LeakGuard.standard();
    private RetryPolicy retry = RetryPolicy.standard();
    private @Nullable HedgePolicy hedge;
    private @Nullable Executor hedgeExecutor;
    private Pause pause = Pause.SLEEP;
    private Limits limits = Limits.none();
    private LoadBalancerListener listener = LoadBalancerListener.none();
    private Ticker ticker = Ticker.system();
    private @Nullable ScheduledExecutorService scheduler;
    private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

    private Builder(String service) {
      this.service = name(service, "service");
    }

    /**
     * These endpoints, for ever; each as in {@link Endpoint#of(String)}.
     *
     * @throws IllegalArgumentException if there is none, one is not a URI, or two are the same
     */
    public Builder endpoints(String... uris) {
      return endpoints(
          Stream.of(notNull(uris, "endpoints")).map(Endpoint::of).toArray(Endpoint[]::new));
    }

    /**
     * These endpoints, for ever.
     *
     * @throws IllegalArgumentException if there is none, or two share an id
     */
    public Builder endpoints(Endpoint... endpoints) {
      return source(EndpointSource.fixed(endpoints));
    }

    /**
     * Endpoints that come and go. Instead of {@link #endpoints(Endpoint...)}; the last call holds.
     */
    public Builder source(EndpointSource source) {
      this.source = notNull(source, "source");
      return this;
    }

    /** How to choose; default {@link Balancers#adaptive()}. */
    public Builder balancer(Balancer balancer) {
      this.balancer = notNull(balancer, "balancer");
      return this;
    }

    /** When requests eject an endpoint; default {@link HealthTracker#standard()}. */
    public Builder health(HealthTracker health) {
      this.health = notNull(health, "health");
      return this;
    }

    /**
     * Checks every endpoint at this interval, beside what its requests say: a check that fails
     * takes it out until it passes again, one that says "not ready" drains it. Default: none.
     */
    public Builder probe(HealthProbe probe, Duration interval) {
      return probe(probe, ProbePolicy.every(interval));
    }

    /** The same, with timeouts and thresholds of your own. */
    public Builder probe(HealthProbe probe, ProbePolicy policy) {
      this.probe = new Checkups.Plan(notNull(probe, "probe"), notNull(policy, "policy"));
      return this;
    }

    /**
     * What exceptions say of an endpoint: failure, nothing, or out at once; default {@link
     * io.lb4j.load.Severity#of}.
     */
    public Builder classifier(FailureClassifier classifier) {
      this.classifier = notNull(classifier, "classifier");
      return this;
    }

    /** How long to eject and how many to keep; default {@link EjectionPolicy#standard()}. */
    public Builder ejection(EjectionPolicy ejection) {
      this.ejection = notNull(ejection, "ejection");
      return this;
    }

    /**
     * The share of healthy endpoints below which health is ignored and all are used; default 0.5,
     * and 0 means never. For failing at once instead see {@link #panic}.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1
     */
    public Builder panicBelow(double share) {
      return panic(new PanicPolicy(share, panic.failFast()));
    }

    /** When too few endpoints are fit, and what then; default {@link PanicPolicy#standard()}. */
    public Builder panic(PanicPolicy panic) {
      this.panic = notNull(panic, "panic");
      return this;
    }

    /**
     * The time a new or recovered endpoint takes to its full share; default 30 s, 0 is none.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public Builder slowStart(Duration window) {
      return slowStart(SlowStart.over(window));
    }

    /** How new and recovered endpoints come to their full share. */
    public Builder slowStart(SlowStart slowStart) {
      this.slowStart = notNull(slowStart, "slowStart");
      return this;
    }

    /**
     * How long {@link LoadBalancer#close()} waits for requests that are running; default 5 s, 0 is
     * not at all.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public Builder closeGrace(Duration grace) {
      notNull(grace, "closeGrace");
      check(
          !grace.isNegative() && grace.compareTo(Departures.LONGEST_GRACE) <= 0,
          "closeGrace",
          grace,
          "0 to 1 day");
      this.closeGrace = grace;
      return this;
    }

    /** What becomes of leases that are never ended; default {@link LeakGuard#standard()}. */
    public Builder leakGuard(LeakGuard leakGuard) {
      this.leakGuard = notNull(leakGuard, "leakGuard");
      return this;
    }

    /** When {@code call} tries another endpoint; default {@link RetryPolicy#standard()}. */
    public Builder retry(RetryPolicy retry) {
      this.retry = notNull(retry, "retry");
      return this;
    }

    /**
     * When {@code callAsync} sends a slow request to a second endpoint as well; default never.
     * Blocking calls need threads for that: {@link #hedge(HedgePolicy, Executor)}.
     */
    public Builder hedge(HedgePolicy hedge) {
      this.hedge = notNull(hedge, "hedge");
      return this;
    }

    /**
     * The same for {@code callAsync} and {@code call}, which then runs its attempts on {@code
     * executor} (virtual threads, or a pool of as many threads as calls) while its thread waits. An
     * attempt that loses is interrupted.
     */
    public Builder hedge(HedgePolicy hedge, Executor executor) {
      this.hedgeExecutor = notNull(executor, "executor");
      return hedge(hedge);
    }

    /** What to turn away instead of sending; default nothing. */
    public Builder limits(Limits limits) {
      this.limits = notNull(limits, "limits");
      return this;
    }

    Builder pause(Pause pause) {
      this.pause = pause;
      return this;
    }

    /** Who is told; adds to those given before. */
    public Builder listener(LoadBalancerListener listener) {
      this.listener = this.listener.and(notNull(listener, "listener"));
      return this;
    }

    /** The clock; default {@link Ticker#system()}. For tests and simulations. */
    public Builder ticker(Ticker ticker) {
      this.ticker = notNull(ticker, "ticker");
      return this;
    }

    /**
     * What runs what must not, or cannot, be done by requests: checks, hedges, delayed attempts,
     * the search for leaks, and changes of more than 64 endpoints. By default the load balancer
     * starts one daemon thread when it first needs it, which ends when nothing is left to do. Yours
     * is not shut down with the load balancer; its time and the ticker's must be the same. Sources
     * have schedulers of their own.
     */
    public Builder scheduler(ScheduledExecutorService scheduler) {
      this.scheduler = notNull(scheduler, "scheduler");
      return this;
    }

    /** The dice for jitter; default the thread's own. For tests and simulations. */
    public Builder random(Supplier<? extends RandomGenerator> random) {
      this.random = notNull(random, "random");
      return this;
    }

    /**
     * Builds it and takes the first list of endpoints.
     *
     * @throws IllegalArgumentException if no endpoints were given
     */
    public LoadBalancer build() {
      check(source != null, "endpoints", "none", "endpoints(..) or source(..) was called");
      return new LoadBalancer(
          new Settings(
              service,
              notNull(source, "source"),
              balancer,
              health,
              probe,
              classifier,
              ejection,
              panic,
              slowStart,
              closeGrace,
              leakGuard,
              retry,
              listener,
              ticker,
              scheduler == null ? Timer.daemon(service) : scheduler,
              scheduler == null,
              random,
              hedge,
              hedgeExecutor,
              pause,
              limits));
    }
  }
}
