package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.internal.Timer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a source that has to ask asks: how often, with which jitter, and how long a new subscriber
 * waits for the first answer. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * EndpointSource.dns("orders.internal", 8080)
 *     .polling(Polling.every(Duration.ofSeconds(10)).withFirstWait(Duration.ofSeconds(1)))
 * }</pre>
 *
 * <p>After a failure it asks again after 1 s, then 2 s, 4 s and so on up to the usual interval.
 */
public final class Polling {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Duration every;
  private final double jitter;
  private final Duration firstWait;
  private final @Nullable ScheduledExecutorService scheduler;
  private final Supplier<? extends RandomGenerator> random;

  private Polling(
      Duration every,
      double jitter,
      Duration firstWait,
      @Nullable ScheduledExecutorService scheduler,
      Supplier<? extends RandomGenerator> random) {
    this.every = every;
    this.jitter = jitter;
    this.firstWait = firstWait;
    this.scheduler = scheduler;
    this.random = random;
  }

  /**
   * Asks at this interval, ± 10 %; a new subscriber waits up to 3 s for the first answer.
   *
   * @param every from the end of one answer to the next question
   * @throws IllegalArgumentException if it is not more than 0, or more than 365 days
   */
  public static Polling every(Duration every) {
    return new Polling(
        interval(every), 0.1, Duration.ofSeconds(3), null, ThreadLocalRandom::current);
  }

  static Duration interval(Duration value) {
    return checked(value, "every");
  }

  static Duration checked(Duration value, String name) {
    notNull(value, name);
    boolean valid = !value.isNegative() && !value.isZero() && value.compareTo(LONGEST) <= 0;
    check(valid, name, value, "more than 0, up to 365 days");
    return value;
  }

  /** The same with another interval. */
  public Polling withEvery(Duration every) {
    return new Polling(interval(every), jitter, firstWait, scheduler, random);
  }

  /**
   * The same with another jitter, so that many clients do not ask in step.
   *
   * @param share 0.1 is ± 10 % of the interval
   * @throws IllegalArgumentException if it is not from 0 to 0.9
   */
  public Polling withJitter(double share) {
    check(share >= 0 && share <= 0.9, "jitter", share, "0 to 0.9");
    return new Polling(every, share, firstWait, scheduler, random);
  }

  /**
   * How long {@code subscribe}, and with it the building of a load balancer, waits for the first
   * answer at most. Zero does not wait. Whatever comes later is published when it comes.
   *
   * @throws IllegalArgumentException if it is negative, or more than 365 days
   */
  public Polling withFirstWait(Duration firstWait) {
    notNull(firstWait, "firstWait");
    boolean valid = !firstWait.isNegative() && firstWait.compareTo(LONGEST) <= 0;
    check(valid, "firstWait", firstWait, "0 to 365 days");
    return new Polling(every, jitter, firstWait, scheduler, random);
  }

  /**
   * The same on a scheduler of yours, which is not shut down. By default each source has one daemon
   * thread of its own, while it is subscribed to. One question at a time runs there and may block,
   * so give it a thread to spare.
   */
  public Polling withScheduler(ScheduledExecutorService scheduler) {
    return new Polling(every, jitter, firstWait, notNull(scheduler, "scheduler"), random);
  }

  /** The same with other dice for the jitter; for tests and simulations. */
  public Polling withRandom(Supplier<? extends RandomGenerator> random) {
    return new Polling(every, jitter, firstWait, scheduler, notNull(random, "random"));
  }

  Duration firstWait() {
    return firstWait;
  }

  boolean ownsScheduler() {
    return scheduler == null;
  }

  ScheduledExecutorService scheduler(String name) {
    return scheduler == null ? Timer.daemon(name) : scheduler;
  }

  /** Nanoseconds to the next question after this many failures in a row. */
  long nextNanos(int failures) {
    double usual = every.toNanos();
    double base =
        failures == 0
            ? usual
            : Math.min(usual, FIRST_RETRY_NANOS * Math.pow(2, Math.min(failures - 1, 40)));
    return Math.max(1, (long) (base * (1 - jitter + 2 * jitter * random.get().nextDouble())));
  }

  @Override
  public String toString() {
    return "every " + every + " ± " + Math.round(jitter * 100) + " %";
  }
}
