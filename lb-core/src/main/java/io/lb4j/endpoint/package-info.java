/**
 * What discovery says of a place requests can go to. Start at {@link io.lb4j.endpoint.Endpoint}.
 *
 * <p>Values only: whether an endpoint is healthy or busy is known by {@code io.lb4j.load.Node}.
 *
 * <p><b>Rank 1.</b> Imports {@code io.lb4j.internal}.
 */
@NullMarked
package io.lb4j.endpoint;

import org.jspecify.annotations.NullMarked;
