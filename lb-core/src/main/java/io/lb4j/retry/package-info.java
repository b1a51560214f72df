/**
 * When a failed request is tried again, and when a slow one is sent twice. Start at {@link
 * io.lb4j.retry.RetryPolicy} and {@link io.lb4j.retry.HedgePolicy}.
 *
 * <p>One request has one context of attempts: the endpoints it has tried, one {@link
 * io.lb4j.retry.RetryBudget} for the whole load balancer (a fifth of the calls, and 10 a second),
 * one deadline. Another endpoint is tried at once; the same one again only after a wait ({@link
 * io.lb4j.retry.Backoff}), if that is allowed. A hedge is an attempt beside one that runs, and
 * draws on the same budget; whoever loses is cancelled and not blamed.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.retry;

import org.jspecify.annotations.NullMarked;
