/**
 * Which node takes the next request. Start at {@link io.lb4j.balancer.Balancers}.
 *
 * <p>A {@link io.lb4j.balancer.Balancer} is a policy; it makes a {@link io.lb4j.balancer.Picker}
 * for every list of eligible nodes, off the request path. Each algorithm is one package-private
 * file.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load}, {@code io.lb4j.hash} and below.
 */
@NullMarked
package io.lb4j.balancer;

import org.jspecify.annotations.NullMarked;
