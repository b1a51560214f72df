/**
 * What a load balancer tells about itself: events as they happen, and snapshots on demand.
 *
 * <p><b>Rank 3.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.event;

import org.jspecify.annotations.NullMarked;
