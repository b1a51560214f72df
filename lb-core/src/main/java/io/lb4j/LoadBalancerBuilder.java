package io.lb4j;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import io.lb4j.time.Ticker;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes a load balancer. Only endpoints are required; every default is written here. */
public final class LoadBalancerBuilder {
  private final String service;
  private @Nullable EndpointSource source;
  private Balancer balancer = Balancers.leastConnections();
  private HealthTracker health = HealthTracker.consecutiveFailures(5);
  private EjectionPolicy ejection = EjectionPolicy.standard();
  private double panicBelow = 0.5;
  private RetryPolicy retry = RetryPolicy.standard();
  private LoadBalancerListener listener = LoadBalancerListener.none();
  private Ticker ticker = Ticker.system();
  private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

  LoadBalancerBuilder(String service) {
    this.service = notBlank(service, "service");
  }

  /**
   * These endpoints, for ever; each as in {@link Endpoint#of(String)}.
   *
   * @throws IllegalArgumentException if there is none, one is not a URI, or two are the same
   */
  public LoadBalancerBuilder endpoints(String... uris) {
    return endpoints(Stream.of(uris).map(Endpoint::of).toArray(Endpoint[]::new));
  }

  /**
   * These endpoints, for ever.
   *
   * @throws IllegalArgumentException if there is none, or two share an id
   */
  public LoadBalancerBuilder endpoints(Endpoint... endpoints) {
    return source(EndpointSource.fixed(endpoints));
  }

  /**
   * Endpoints that come and go. Instead of {@link #endpoints(Endpoint...)}; the last call holds.
   */
  public LoadBalancerBuilder source(EndpointSource source) {
    this.source = notNull(source, "source");
    return this;
  }

  /** How to choose; default {@link Balancers#leastConnections()}. */
  public LoadBalancerBuilder balancer(Balancer balancer) {
    this.balancer = notNull(balancer, "balancer");
    return this;
  }

  /** When to eject an endpoint; default after 5 failures in a row. */
  public LoadBalancerBuilder health(HealthTracker health) {
    this.health = notNull(health, "health");
    return this;
  }

  /** How long to eject and how many to keep; default {@link EjectionPolicy#standard()}. */
  public LoadBalancerBuilder ejection(EjectionPolicy ejection) {
    this.ejection = notNull(ejection, "ejection");
    return this;
  }

  /**
   * The share of healthy endpoints below which health is ignored and all are used; default 0.5, and
   * 0 means never.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public LoadBalancerBuilder panicBelow(double share) {
    check(share >= 0 && share <= 1, "panicBelow", share, "0 to 1");
    this.panicBelow = share;
    return this;
  }

  /** When {@code call} tries another endpoint; default {@link RetryPolicy#standard()}. */
  public LoadBalancerBuilder retry(RetryPolicy retry) {
    this.retry = notNull(retry, "retry");
    return this;
  }

  /** Who is told; adds to those given before. */
  public LoadBalancerBuilder listener(LoadBalancerListener listener) {
    this.listener = this.listener.and(listener);
    return this;
  }

  /** The clock; default {@link Ticker#system()}. For tests and simulations. */
  public LoadBalancerBuilder ticker(Ticker ticker) {
    this.ticker = notNull(ticker, "ticker");
    return this;
  }

  /** The dice for jitter; default the thread's own. For tests and simulations. */
  public LoadBalancerBuilder random(Supplier<? extends RandomGenerator> random) {
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
    boolean listened = listener != LoadBalancerListener.none();
    return new LoadBalancer(
        new Settings(
            service,
            notNull(source, "source"),
            balancer,
            health,
            ejection,
            panicBelow,
            retry,
            listener,
            ticker,
            random),
        listened);
  }
}
