package io.lb4j.health;

import static io.lb4j.internal.Checks.check;

import java.time.Duration;

/**
 * Ejects endpoints that have not answered for suspiciously long. Every success, of a request or of
 * an active check, is a heartbeat; φ says how unlikely it is that the next is merely late: 1 in
 * 10<sup>φ</sup>, from the mean and spread of the times between heartbeats.
 *
 * <pre>{@code
 * HealthTracker.phiAccrual().acceptablePause(Duration.ofSeconds(5)).build()
 * }</pre>
 *
 * <p><b>Use it</b> for steady traffic, or with active checks, against endpoints that hang: no
 * request has to end before the endpoint is suspected, other endpoints' requests notice the
 * silence. With the defaults that takes about 3.6 s where heartbeats are frequent. <b>Not</b> for
 * long streams, web sockets or requests that may rightly be silent for longer than the acceptable
 * pause; and <b>not alone</b>: an endpoint that never answered has no heartbeat to miss.
 *
 * <p>An endpoint that is asked nothing is not suspected: only time in which requests were under way
 * or failing counts. Intervals longer than the acceptable pause do not enter the mean, and
 * heartbeats less than 10 ms apart count as one.
 *
 * <p><b>Cost:</b> a few memory reads for each request; O(endpoints) six times in an acceptable
 * pause.
 *
 * <p>Source: Hayashibara and others, <em>The φ accrual failure detector</em>, 2004, with Akka's
 * settings and its approximation of the normal distribution.
 */
public final class PhiAccrual implements HealthTracker {
  final double threshold;
  final long minDeviationNanos;
  final long pauseNanos;

  private PhiAccrual(Builder builder) {
    this.threshold = builder.threshold;
    this.minDeviationNanos = builder.minDeviation.toNanos();
    this.pauseNanos = builder.pause.toNanos();
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new PhiWatch(this, ejector);
  }

  /** φ after {@code silence}, all three in one unit. */
  static double phi(double silence, double mean, double deviation) {
    double y = (silence - mean) / deviation;
    double e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
    return silence > mean ? -Math.log10(e / (1 + e)) : -Math.log10(1 - 1 / (1 + e));
  }

  @Override
  public String toString() {
    return "PhiAccrual[above " + threshold + ", pause " + Duration.ofNanos(pauseNanos) + "]";
  }

  /** Options, all with defaults; {@link #build} makes a tracker. Not thread-safe. */
  public static final class Builder {
    private double threshold = 8;
    private Duration minDeviation = Duration.ofMillis(100);
    private Duration pause = Duration.ofSeconds(3);

    Builder() {}

    /** Suspicion above which an endpoint goes; 8: one false alarm in 10<sup>8</sup>. */
    public Builder threshold(double phi) {
      check(phi > 0 && phi < 1000, "phi", phi, "more than 0, less than 1000");
      this.threshold = phi;
      return this;
    }

    /** The spread is never taken to be less: a regular endpoint may be late, too; 100 ms. */
    public Builder minStandardDeviation(Duration least) {
      this.minDeviation = sensible(least, "least");
      return this;
    }

    /** Silence that is no reason for suspicion at all, such as a garbage collection; 3 s. */
    public Builder acceptablePause(Duration pause) {
      this.pause = sensible(pause, "pause");
      return this;
    }

    private static Duration sensible(Duration value, String name) {
      check(!value.isNegative() && !value.isZero(), name, value, "more than 0");
      check(value.toDays() <= 1, name, value, "up to a day");
      return value;
    }

    /** The tracker. It is immutable, and may be shared by load balancers. */
    public HealthTracker build() {
      return new PhiAccrual(this);
    }
  }
}
