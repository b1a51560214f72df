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
   * <p>Weights, and so slow start, are not looked at: see {@link #weightedLeastConnections()}.
   *
   * <p><b>Cost:</b> O(n) up to 16 nodes, all of which are looked at; above that, 16 neighbours from
   * a random place on are, so the cost is flat. A client's own counts are always fresh, so this
   * does not herd.
   *
   * @see <a href="https://doi.org/10.1109/71.963420">M. Mitzenmacher, <i>The power of two choices
   *     in randomized load balancing</i>, 2001, on what knowing loads is worth</a>
   */
  public static Balancer leastConnections() {
    return LeastConnections.POLICY;
  }

  /**
   * The one with the lowest (requests in flight + 1) / weight; ties are broken at random.
   *
   * <p><b>Use it</b> like {@link #leastConnections()}, for endpoints of unequal size or with slow
   * start: requests in flight settle in proportion to the weights. <b>Not</b> to split light
   * traffic by weight: while nothing is in flight the largest takes every request, as it serves it
   * best; to split evenly use weighted round robin.
   *
   * <p><b>Cost:</b> as {@link #leastConnections()}.
   *
   * @see <a href="https://nginx.org/en/docs/http/ngx_http_upstream_module.html#least_conn">nginx,
   *     <i>least_conn</i></a>
   */
  public static Balancer weightedLeastConnections() {
    return LeastConnections.WEIGHTED;
  }

  /**
   * Of two different nodes drawn at random, the one with the lower (requests in flight + 1) /
   * weight; of equal ones the first drawn.
   *
   * <p><b>Use it</b> for very many endpoints, or when load figures are shared and stale: it cannot
   * herd. <b>Not</b> for a handful, where {@link #leastConnections()} sees the idle one that two
   * draws may miss.
   *
   * <p><b>Cost:</b> O(1): one random number, two nodes.
   *
   * @see <a href="https://doi.org/10.1109/71.963420">M. Mitzenmacher, <i>The power of two choices
   *     in randomized load balancing</i>, 2001</a>
   */
  public static Balancer powerOfTwoChoices() {
    return powerOfTwoChoices(2);
  }

  /**
   * The same with more draws, always of different nodes; as many as there are nodes is a full scan.
   *
   * @param choices how many nodes to compare; the step from 1 to 2 is the large one
   * @throws IllegalArgumentException if {@code choices} is less than 2
   */
  public static Balancer powerOfTwoChoices(int choices) {
    return PowerOfChoices.of(choices);
  }

  /**
   * The one with the lowest expected wait: average latency, in which a slow answer counts in full
   * at once and is forgotten slowly, × (requests in flight + 1) / weight.
   *
   * <p><b>Use it</b> to flee from an endpoint that stalls now and then, such as one that collects
   * garbage. <b>Not</b> where answers differ much by themselves: every long one scares it away; see
   * {@link #adaptive()}.
   *
   * <p>Failures are priced at a second for each that exceeds the others' rate, and never pass for
   * quick answers. An endpoint not heard of comes back to the mean of the others. What is in flight
   * counts by its age.
   *
   * <p><b>Cost:</b> O(n) up to 16 nodes, then flat: 16 neighbours from a random place on.
   *
   * @see <a href="https://linkerd.io/2016/03/16/beyond-round-robin-load-balancing-for-latency/">
   *     <i>Beyond round robin: load balancing for latency</i>, 2016</a>
   */
  public static Balancer peakEwma() {
    return PeakEwma.POLICY;
  }

  /**
   * The one with the lowest average latency × (requests in flight + 1) / weight.
   *
   * <p><b>Use it</b> for endpoints of unequal speed and steady answers. <b>Not</b> without thought
   * of what latency is: to the verdict of the lease, or to {@code Lease.answered()} where that is
   * called; for HTTP that is the last byte, or the headers.
   *
   * <p>Failures, silence and age are treated as in {@link #peakEwma()}.
   *
   * <p><b>Cost:</b> as {@link #peakEwma()}.
   *
   * @see <a href="https://nginx.org/en/docs/http/ngx_http_upstream_module.html#least_time">nginx,
   *     <i>least_time</i></a>
   */
  public static Balancer leastResponseTime() {
    return PeakEwma.RESPONSE_TIME;
  }

  /**
   * The one where the request is expected to cost the least time; the default. It learns speed,
   * errors and stalls of each endpoint from the requests themselves, measured against the others.
   *
   * <p>Cost = (requests in flight + 1) × latency / weight + errors beyond the others' rate × the
   * price of a failure. An endpoint that fails three times in a row is put on hold and tried with
   * one request at a time; one that fails fast does not look fast; one that hangs is avoided before
   * the first timeout; a new one starts at the mean. Weights say how much an endpoint can do at
   * once, such as its cores: its speed is learnt.
   *
   * <p><b>Use it</b> when in doubt. <b>Not</b> where requests with the same key should meet the
   * same endpoint, or every endpoint must get its exact share.
   *
   * <p><b>Cost:</b> O(n) up to 16 nodes, then flat. Of many endpoints, a client with few requests
   * uses 16, or four times what it has in flight.
   */
  public static Balancer adaptive() {
    return Adaptive.POLICY;
  }
}
