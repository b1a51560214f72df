/**
 * How many requests may be in flight, and what happens to those beyond. Start at {@link
 * io.lb4j.limit.Limits}.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.limit;

import org.jspecify.annotations.NullMarked;
