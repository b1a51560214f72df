package io.lb4j.balancer;

/**
 * All balancers that come with lb4j. Each is a value: share it, compare it, configure it once.
 *
 * <p>Every one of them skips nodes the same request has tried already.
 */
public final class Balancers {
  private Balancers() {}

  /**
   * Each in turn: A B C A B C.
   *
   * <p><b>Use it</b> for equal endpoints and requests of equal cost. <b>Not</b> when either
   * differs: it is blind to speed and load. Weights are not looked at.
   *
   * <p>Calls of one thread rotate strictly. Threads keep cursors of their own, so that they do not
   * fight for one memory cell; the sum is as even, but the order between threads is not defined.
   *
   * <p><b>Cost:</b> O(1), one uncontended atomic addition.
   */
  public static Balancer roundRobin() {
    return RoundRobin.POLICY;
  }

  /**
   * Any, with equal chances.
   *
   * <p><b>Use it</b> when many clients share few endpoints and no state at all is wanted.
   * <b>Not</b> when evenness over short times matters: after n picks an endpoint is off by about
   * √n.
   *
   * <p><b>Cost:</b> O(1), one random number.
   */
  public static Balancer random() {
    return RandomChoice.POLICY;
  }

  /**
   * The one with the fewest requests in flight; ties are broken at random.
   *
   * <p><b>Use it</b> when requests differ much in cost or length: database work, uploads, web
   * sockets. <b>Not</b> alone where an endpoint may fail fast: with nothing in flight it looks
   * idle, until health tracking ejects it.
   *
   * <p><b>Cost:</b> O(n): every node is looked at. A client's own counts are always fresh, so this
   * does not herd.
   *
   * @see <a href="https://doi.org/10.1109/71.963420">M. Mitzenmacher, <i>The power of two choices
   *     in randomized load balancing</i>, 2001, on what knowing loads is worth</a>
   */
  public static Balancer leastConnections() {
    return LeastConnections.POLICY;
  }
}
