/**
 * When a failed request is tried again, and when a slow one is sent twice. Start at {@link
 * io.lb4j.retry.RetryPolicy} and {@link io.lb4j.retry.HedgePolicy}.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.retry;

import org.jspecify.annotations.NullMarked;
