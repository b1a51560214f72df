package io.lb4j.balancer;

import io.lb4j.load.Node;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one node for one request from the fixed list it was made for.
 *
 * <p>Implementations must be safe for use by many threads, take no lock and allocate nothing.
 */
@FunctionalInterface
public interface Picker {
  /**
   * The node for this request, or null if every node was {@linkplain PickContext#hasTried tried}
   * already.
   *
   * <p>A picker that ignores what was tried is put right by the load balancer, which then chooses
   * among the rest by a fresh picker of the same {@link Balancer}: correct, but slower.
   */
  @Nullable Node pick(PickContext context);
}
