package io.lb4j.health;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.positive;

import java.time.Duration;

/**
 * Ejects endpoints that clearly do worse than the others: a success rate below a floor <em>and</em>
 * far below the others', and as an option answers that take many times as long.
 *
 * <pre>{@code
 * HealthTracker.outlierDetection().maxEjectedFraction(0.5).build()
 * }</pre>
 *
 * <p><b>The rule.</b> Once in a tenth of the window, whichever request ends then looks at all
 * endpoints in rotation that ended at least {@code minRequests} in the window; the others are
 * unknown, neither good nor bad, and nobody's peers. With m the median of their success rates, an
 * endpoint is an outlier if its rate is below {@code minSuccessRate} and below m by more than 0.1,
 * by more than 3 robust standard deviations (1.4826 × the median absolute deviation), and by more
 * than chance would do to so few requests in one of e<sup>18</sup> looks (Chernoff's bound); and if
 * it is below the floor, and below the others by 0.1, in each of the last two tenths too. Median
 * and deviation hold until half of the endpoints are dead: mean - 1.9 σ, as others have it, finds
 * nobody once the dead are more than 21.7 %, two of five for example. The worst go first.
 *
 * <p><b>Use it</b> beside {@link HealthTracker#consecutiveFailures}, which is quicker, and blind to
 * an endpoint that fails every other request. <b>Not alone</b> with little traffic: below {@code
 * minRequests} it sees nothing.
 *
 * <p><b>Cost:</b> two memory reads for each request; the look itself O(n log n) in the number of
 * endpoints. Latency outliers: a few nanoseconds for each success. About 350 bytes for each
 * endpoint.
 *
 * <p>Source: Iglewicz and Hoaglin, <em>How to Detect and Handle Outliers</em>, 1993, for the median
 * absolute deviation; Envoy's outlier detection and gRFC A50 for the rest.
 */
public final class OutlierDetection implements HealthTracker {
  final double minSuccessRate;
  final int minRequests;
  final long windowNanos;
  final boolean comparePeers;
  final double latencyFactor; // 0: not looked at
  final double maxEjectedFraction;

  private OutlierDetection(Builder builder) {
    this.minSuccessRate = builder.minSuccessRate;
    this.minRequests = builder.minRequests;
    this.windowNanos = builder.window.toNanos();
    this.comparePeers = builder.comparePeers;
    this.latencyFactor = builder.latencyFactor;
    this.maxEjectedFraction = builder.maxEjectedFraction;
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new OutlierWatch(this, ejector);
  }

  /** How many of {@code known} endpoints this tracker may have out at a time. */
  int mayBeOut(int known, boolean lastMayGo) {
    int share = Math.max(1, (int) (known * maxEjectedFraction));
    return Math.min(share, lastMayGo ? known : known - 1);
  }

  @Override
  public String toString() {
    return "OutlierDetection[below "
        + Reasons.percent(minSuccessRate)
        + (comparePeers ? " and the peers" : "")
        + (latencyFactor > 0 ? ", or " + latencyFactor + " times their latency" : "")
        + "]";
  }

  /** Options, all with defaults; {@link #build} makes a tracker. Not thread-safe. */
  public static final class Builder {
    private double minSuccessRate = 0.8;
    private int minRequests = 20;
    private Duration window = Duration.ofSeconds(10);
    private boolean comparePeers = true;
    private double latencyFactor;
    private double maxEjectedFraction = 0.5;

    Builder() {}

    /** An endpoint at or above this share of successes is never an outlier; 0.8. */
    public Builder minSuccessRate(double rate) {
      check(rate > 0 && rate <= 1, "rate", rate, "more than 0, up to 1");
      this.minSuccessRate = rate;
      return this;
    }

    /** Fewer requests than this in the window say nothing; 20. */
    public Builder minRequests(int requests) {
      this.minRequests = positive(requests, "requests");
      return this;
    }

    /** How far back requests count; 10 s. Endpoints are looked at ten times as often. */
    public Builder window(Duration length) {
      check(length.compareTo(Duration.ofMillis(10)) >= 0, "length", length, ">= 10 ms");
      check(length.toDays() <= 1, "length", length, "up to a day");
      this.window = length;
      return this;
    }

    /** False: the floor alone decides, whatever the others do; true. */
    public Builder comparePeers(boolean compare) {
      this.comparePeers = compare;
      return this;
    }

    /**
     * Ejects also endpoints whose median latency is more than this many times the median of the
     * others', and more than a millisecond longer. Off unless called.
     *
     * <p><b>Use it</b> when requests cost about the same everywhere and a slow endpoint is a broken
     * one. <b>Not</b> when endpoints differ by design, or serve keys of their own: a balancer that
     * knows load sends slow endpoints less, and needs no ejection.
     *
     * @param factor more than 1; 3 to 10 make sense
     */
    public Builder latencyFactor(double factor) {
      check(factor > 1 && factor < 1e9, "factor", factor, "more than 1");
      this.latencyFactor = factor;
      return this;
    }

    /**
     * How many this tracker may have out at a time, as a share of all endpoints: rounded down, but
     * one in any case, and never the last; 0.5. The load balancer's own limit, {@link
     * EjectionPolicy#minAvailable()}, counts the ejections of all trackers and holds besides.
     */
    public Builder maxEjectedFraction(double fraction) {
      check(fraction > 0 && fraction <= 1, "fraction", fraction, "more than 0, up to 1");
      this.maxEjectedFraction = fraction;
      return this;
    }

    /** The tracker. It is immutable, and may be shared by load balancers. */
    public HealthTracker build() {
      return new OutlierDetection(this);
    }
  }
}
