package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.ProbeResult;
import io.lb4j.load.ResourceReport;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

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
   * <p><b>Cost:</b> O(n) up to 8 nodes, then flat: 8 neighbours from a random place on.
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

  /**
   * By what endpoints say of themselves: of two nodes drawn at random, the one with the lower
   * (requests in flight + 1) × reported load / weight, where load is 0.4 of CPU + 0.3 of memory +
   * 0.3 of response time, each from 0 to 1; the slowest has response time 1. Where the report tells
   * no response time, the one measured here stands in.
   *
   * <p><b>Use it</b> when several clients or jobs of other kinds load the endpoints, so that own
   * requests do not tell. <b>Not</b> when reports are older than the load is steady.
   *
   * <p>An endpoint without a report counts with the mean of the others. If none reports, it is
   * weighted least connections.
   *
   * <p><b>Cost:</b> O(1); every 100 ms one request reads all reports.
   *
   * @param reports the latest report of an endpoint, null if there is none or it has expired; it is
   *     called by requests and must not block. {@code ResourceReports::latest} for example
   * @see io.lb4j.load.ResourceReports
   * @see <a
   *     href="https://github.com/grpc/proposal/blob/master/A58-client-side-weighted-round-robin-lb-policy.md">
   *     gRFC A58, on reports carried by responses</a>
   */
  public static Balancer resourceBased(
      Function<? super Endpoint, ? extends @Nullable ResourceReport> reports) {
    return ResourceBased.of(reports, null);
  }

  /**
   * The same with a load score of your own.
   *
   * @param score from 0, idle, to 1, full, or beyond; a negative or infinite score, and NaN, count
   *     as no report
   */
  public static Balancer resourceBased(
      Function<? super Endpoint, ? extends @Nullable ResourceReport> reports,
      ToDoubleFunction<? super ResourceReport> score) {
    return ResourceBased.of(reports, notNull(score, "score"));
  }

  /**
   * By asking: each request sends three probes to random endpoints, does not wait for them, and
   * goes by the answers to earlier ones. Endpoints with many requests in flight are avoided; of the
   * others the one with the lowest latency is taken.
   *
   * <p><b>Use it</b> when many clients share the endpoints, each client sends enough to keep
   * answers fresh (they last a second), and endpoints can answer a probe in far less time than a
   * request. <b>Not</b> otherwise: {@link #adaptive()} needs no probes.
   *
   * <p>An endpoint whose requests fail is avoided for a while, however well its probes look. With
   * fewer than two fresh answers it is the less busy of two drawn at random.
   *
   * <p><b>Cost:</b> O(1): sixteen answers, three probes at most, of which never two at a time are
   * on their way to one endpoint.
   *
   * @param probe asks an endpoint over connections that are open already; must return at once
   * @see <a href="https://www.usenix.org/conference/nsdi24/presentation/wydrowski">B. Wydrowski et
   *     al., <i>Load is not what you should balance: introducing Prequal</i>, 2024</a>
   */
  public static Balancer prequal(
      Function<? super Endpoint, ? extends CompletionStage<ProbeResult>> probe) {
    return Prequal.of(probe);
  }
}
