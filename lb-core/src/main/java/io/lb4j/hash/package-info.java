/**
 * Maps a key to one of N nodes so that few keys move when N changes.
 *
 * <p>Pure arithmetic: nothing here knows an endpoint, a thread or a clock. Rings are immutable;
 * adding a node returns a new ring. Start at {@link io.lb4j.hash.HashRing}.
 *
 * <p><b>Rank 1.</b> Imports {@code io.lb4j.internal}; imported by {@code io.lb4j.balancer} and the
 * JDBC adapter.
 */
@NullMarked
package io.lb4j.hash;

import org.jspecify.annotations.NullMarked;
