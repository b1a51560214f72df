package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one node for one request from the fixed list it was made for.
 *
 * <p>A rule that needs neither time nor completions is one lambda. One that does overrides the
 * other methods too; the load balancer always calls those with a time.
 *
 * <p>Implementations must be safe for use by many threads, take no lock and allocate nothing.
 */
@FunctionalInterface
public interface Picker {
  /**
   * The node for this request, or null if every node was {@linkplain PickContext#hasTried tried}
   * already.
   *
   * <p>A picker that ignores what was tried is put right by the load balancer, which then takes any
   * node that was not.
   */
  @Nullable Node pick(PickContext context);

  /**
   * The same, for rules that depend on time.
   *
   * @param nowNanos the present by the load balancer's ticker, read once for the request
   */
  default @Nullable Node pick(PickContext context, long nowNanos) {
    return pick(context);
  }

  /**
   * A request has begun on {@code node}, which some picker of this load balancer chose (or which
   * takes a trial request); it is counted as in flight already.
   */
  default void begun(Node node, long nowNanos) {}

  /**
   * A request has ended on {@code node}; called once for each {@link #begun}, on the picker of the
   * moment, so what must survive a change of membership is kept with the node, see {@link
   * Node#attach}.
   *
   * @param startNanos when it began
   * @param latencyNanos time to answer
   * @param nowNanos the present
   */
  default void ended(
      Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {}

  /**
   * Says what it would choose now and why, without choosing: nothing advances, nothing is counted.
   * For people, off the request path.
   */
  default Choice explain(PickContext context, long nowNanos) {
    return Choice.unexplained();
  }
}
