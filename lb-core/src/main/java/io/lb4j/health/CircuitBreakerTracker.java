package io.lb4j.health;

import static io.lb4j.internal.Checks.notNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Resilience4j circuit breaker for each endpoint.
 *
 * <pre>{@code
 * .health(CircuitBreakerTracker.of(CircuitBreakerConfig.custom()
 *     .slidingWindowSize(50).minimumNumberOfCalls(20).failureRateThreshold(50)
 *     .slowCallDurationThreshold(Duration.ofSeconds(2)).slowCallRateThreshold(80)
 *     .waitDurationInOpenState(Duration.ofSeconds(10))
 *     .permittedNumberOfCallsInHalfOpenState(3)
 *     .build()))
 * }</pre>
 *
 * <p>The breaker counts and decides; the load balancer acts, so that its other rules hold and the
 * breaker's state shows in the node's:
 *
 * <ul>
 *   <li>closed: in rotation;
 *   <li>open: ejected, for the wait duration of the open state; if too few others are left, the
 *       node stays in rotation and the breaker is closed again, with nothing counted;
 *   <li>half-open: on probation, with one trial request at a time, until the permitted number of
 *       calls has shown what is to become of it.
 * </ul>
 *
 * <p>A call is permitted when its outcome is known, not before: a request that is cancelled, turned
 * away or never closed takes no permit, so none can leak. Failures are first judged by the load
 * balancer's {@link io.lb4j.load.FailureClassifier}; exceptions that the configuration ignores or
 * does not record are then left out as it says. Time is the load balancer's: automatic transitions,
 * the longest stay in half-open, clocks and timestamp functions of the configuration are not used.
 *
 * <p><b>Use it</b> where breakers are what you know and have tuned. <b>Not</b> against endpoints
 * that share a fault: it compares with nobody.
 *
 * <p>Needs {@code io.github.resilience4j:resilience4j-circuitbreaker} on the class path: an
 * optional dependency of lb-core. <b>Thread safety:</b> immutable, may be shared by load balancers.
 * <b>Cost:</b> that of the breaker, one lock or a few atomic operations for each request.
 */
@SuppressWarnings("exports") // who calls of(..) has the library; nobody else needs it
public final class CircuitBreakerTracker implements HealthTracker {
  private final CircuitBreakerConfig config;

  private CircuitBreakerTracker(CircuitBreakerConfig config) {
    this.config = config;
  }

  /** A breaker of this configuration for each endpoint. */
  public static CircuitBreakerTracker of(CircuitBreakerConfig config) {
    return new CircuitBreakerTracker(notNull(config, "config"));
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new Breakers(config, ejector);
  }

  @Override
  public String toString() {
    return "CircuitBreakerTracker[above " + Math.round(config.getFailureRateThreshold()) + " %]";
  }

  /** Stands in for an exception where there was none; without a stack, so one is enough. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed() {
      super("failed", null, false, false);
    }
  }

  /** The breaker of one node, with its clock. */
  private static final class Breaker extends Clock {
    private volatile boolean started;
    private volatile long startNanos;
    private volatile long sinceStart; // the ticker overflows, an Instant must not
    final AtomicInteger opened = new AtomicInteger(); // since it was last closed
    volatile boolean asked; // for an ejection that may come later
    volatile long askedAt;
    volatile boolean out; // because of this breaker
    final CircuitBreaker breaker;

    Breaker(CircuitBreakerConfig config) {
      this.breaker =
          CircuitBreaker.of(
              "endpoint",
              CircuitBreakerConfig.from(config)
                  .initialState(State.CLOSED)
                  .automaticTransitionFromOpenToHalfOpenEnabled(false)
                  .maxWaitDurationInHalfOpenState(Duration.ZERO)
                  .clock(this)
                  .currentTimestampFunction(clock -> sinceStart, TimeUnit.NANOSECONDS)
                  .build());
    }

    Breaker at(long nowNanos) {
      if (!started) {
        startNanos = nowNanos;
        started = true;
      }
      sinceStart = nowNanos - startNanos;
      return this;
    }

    State ended(Outcome outcome, @Nullable Throwable cause, long latencyNanos, Throwable failed) {
      if (outcome == Outcome.SUCCESS) {
        breaker.onSuccess(latencyNanos, TimeUnit.NANOSECONDS);
      } else {
        Throwable thrown = cause == null ? failed : Outcome.unwrap(cause);
        breaker.onError(latencyNanos, TimeUnit.NANOSECONDS, thrown);
      }
      return breaker.getState();
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(sinceStart);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this; // only instants are read
    }
  }

  private static final class Breakers implements Watch {
    /** An ejection that takes longer than this from the asking is somebody else's. */
    private static final long MAY_COME_LATER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CircuitBreakerConfig config;
    private final Ejector ejector;
    private final NodeSlot<Breaker> breakers;
    private final Failed failed = new Failed();

    Breakers(CircuitBreakerConfig config, Ejector ejector) {
      this.config = config;
      this.ejector = ejector;
      this.breakers = new NodeSlot<>(() -> new Breaker(config));
    }

    @Override
    public void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      if (outcome == Outcome.IGNORED || !Ejector.isInRotation(node)) {
        return; // trials are judged below; late ends and panic say nothing new
      }
      Breaker own = breakers.of(node).at(nowNanos);
      if (own.ended(outcome, cause, latencyNanos, failed) == State.OPEN) {
        opened(node, own, nowNanos);
      }
    }

    private void opened(Node node, Breaker own, long nowNanos) {
      own.opened.set(1);
      if (ejector.accepts(node)) {
        own.askedAt = nowNanos;
        own.asked = true;
        ejector.eject(node, reason(own.breaker), outFor(own));
      }
      if (Ejector.isInRotation(node)) {
        own.breaker.reset(); // refused; should it only come later, moved() opens it again
      } else if (own.asked) {
        own.out = true;
      }
    }

    private Duration outFor(Breaker own) {
      return Duration.ofMillis(
          config.getWaitIntervalFunctionInOpenState().apply(Math.max(1, own.opened.get())));
    }

    private String reason(CircuitBreaker breaker) {
      CircuitBreaker.Metrics metrics = breaker.getMetrics();
      boolean failing = metrics.getFailureRate() >= config.getFailureRateThreshold();
      double share = failing ? metrics.getFailureRate() : metrics.getSlowCallRate();
      return "circuit breaker open: %s of %d calls %s"
          .formatted(
              Reasons.percent(share / 100),
              metrics.getNumberOfBufferedCalls(),
              failing ? "failed" : "were slow");
    }

    /** The load balancer keeps the time; the breaker follows. */
    @Override
    public void moved(Node node, long nowNanos) {
      Breaker own = breakers.of(node).at(nowNanos);
      NodeState state = node.state();
      if (state == NodeState.EJECTED) {
        own.out |= own.asked && nowNanos - own.askedAt <= MAY_COME_LATER_NANOS;
        own.asked = false;
      } else if (state == NodeState.PROBATION) {
        halfOpen(own);
      } else if (state.isInService()) {
        own.out = false;
        own.asked = false;
        if (own.breaker.getState() != State.CLOSED) {
          own.breaker.reset(); // somebody else restored it
        }
      }
    }

    private static void halfOpen(Breaker own) {
      if (own.out && own.breaker.getState() == State.CLOSED) {
        own.breaker.transitionToOpenState(); // no other way leads from closed to half-open
      }
      if (own.breaker.getState() == State.OPEN) {
        own.breaker.transitionToHalfOpenState();
      }
    }

    @Override
    public Verdict judge(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      Breaker own = breakers.of(node).at(nowNanos);
      if (own.breaker.getState() != State.HALF_OPEN) { // ejected by another tracker
        return Watch.super.judge(node, outcome, cause, latencyNanos, nowNanos);
      }
      if (outcome == Outcome.IGNORED || !own.breaker.tryAcquirePermission()) {
        return Verdict.TRY_AGAIN;
      }
      State after = own.ended(outcome, cause, latencyNanos, failed);
      if (after == State.OPEN) {
        own.opened.incrementAndGet();
        return Verdict.EJECT;
      }
      return after == State.CLOSED ? Verdict.RESTORE : Verdict.TRY_AGAIN;
    }

    @Override
    public @Nullable Duration outAgain(Node node) {
      Breaker own = breakers.of(node);
      return own.breaker.getState() == State.OPEN ? outFor(own) : null;
    }
  }
}
