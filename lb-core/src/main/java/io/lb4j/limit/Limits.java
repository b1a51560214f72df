package io.lb4j.limit;

import static io.lb4j.internal.Checks.notNull;

import org.jspecify.annotations.Nullable;

/**
 * What a load balancer refuses to send: all of it is off until asked for.
 *
 * <pre>{@code
 * .limits(Limits.none()
 *     .withPerEndpoint(ConcurrencyLimit.gradient())
 *     .withQueue(WaitQueue.of(100, Duration.ofMillis(50)))
 *     .withThrottle(Throttle.adaptive()))
 * }</pre>
 *
 * <p>An endpoint at its limit is passed over, as if the request had tried it. A request that finds
 * all of them full, or the whole at its limit, waits in the queue if there is one and it came by
 * {@code call} or {@code callAsync}; otherwise it is turned away with {@code
 * LimitExceededException}. Being turned away says nothing of any endpoint. An immutable value, safe
 * to share.
 *
 * @param overall of all requests in flight together, or null
 * @param perEndpoint of those on one endpoint, or null
 * @param queue where calls wait, or null
 * @param throttle turns requests away while most of them fail, or null
 */
public record Limits(
    @Nullable ConcurrencyLimit overall,
    @Nullable ConcurrencyLimit perEndpoint,
    @Nullable WaitQueue queue,
    @Nullable Throttle throttle) {
  private static final Limits NONE = new Limits(null, null, null, null);

  /** Nothing is refused. */
  public static Limits none() {
    return NONE;
  }

  /** The same with a limit for all requests in flight together. */
  public Limits withOverall(ConcurrencyLimit limit) {
    return new Limits(notNull(limit, "overall"), perEndpoint, queue, throttle);
  }

  /** The same with a limit for the requests in flight on each endpoint. */
  public Limits withPerEndpoint(ConcurrencyLimit limit) {
    return new Limits(overall, notNull(limit, "perEndpoint"), queue, throttle);
  }

  /** The same with a queue for calls that find no room. */
  public Limits withQueue(WaitQueue queue) {
    return new Limits(overall, perEndpoint, notNull(queue, "queue"), throttle);
  }

  /** The same with a throttle. */
  public Limits withThrottle(Throttle throttle) {
    return new Limits(overall, perEndpoint, queue, notNull(throttle, "throttle"));
  }

  /** True if there is nothing to check. */
  public boolean isNone() {
    return overall == null && perEndpoint == null && throttle == null;
  }
}
