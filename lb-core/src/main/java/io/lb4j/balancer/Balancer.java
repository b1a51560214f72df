package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;

/**
 * A policy for choosing an endpoint: makes a {@link Picker} for one fixed list of nodes.
 *
 * <p>Use the ready ones in {@link Balancers}, or write your own in one lambda: {@code Balancer
 * first = nodes -> context -> nodes.get(0);}
 *
 * <p>A balancer is a value: it may be shared by several load balancers and keeps no state of its
 * own. What must survive a change of membership (a cursor, say) is handed from picker to picker,
 * see {@link #rebuild}.
 *
 * <p><b>Thread safety:</b> {@link #picker} and {@link #rebuild} are called by one thread at a time
 * for each load balancer, off the request path.
 */
@FunctionalInterface
public interface Balancer {
  /**
   * A chooser over these nodes.
   *
   * @param nodes the nodes that may take requests: at least one, unmodifiable, fast by index; the
   *     order says nothing
   */
  Picker picker(List<Node> nodes);

  /**
   * A chooser over these nodes that takes over from {@code previous}, which this balancer made for
   * the same load balancer earlier. The default forgets it.
   */
  default Picker rebuild(List<Node> nodes, Picker previous) {
    return picker(nodes);
  }
}
