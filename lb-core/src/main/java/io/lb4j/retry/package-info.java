/**
 * When a failed request is tried again. Start at {@link io.lb4j.retry.RetryPolicy}.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.retry;

import org.jspecify.annotations.NullMarked;
