/**
 * Which endpoints are fit to take requests. Start at {@link io.lb4j.health.HealthTracker}.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.health;

import org.jspecify.annotations.NullMarked;
