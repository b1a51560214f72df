/**
 * What discovery says of a place requests can go to. Start at {@link io.lb4j.endpoint.Endpoint}.
 *
 * <p>Values only: whether an endpoint is healthy or busy, its node knows, further up.
 *
 * <p><b>Rank 1.</b> Imports {@code io.lb4j.internal}.
 */
@NullMarked
package io.lb4j.endpoint;

import org.jspecify.annotations.NullMarked;
