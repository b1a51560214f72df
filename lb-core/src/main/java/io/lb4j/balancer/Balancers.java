package io.lb4j.balancer;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.ProbeResult;
import io.lb4j.load.ResourceReport;
import java.time.Duration;
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
   * differs: it is blind to speed and load. Weights are not looked at, but slow starts are.
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
   * Each in turn, as often as its weight says, evenly interleaved: with weights 5, 1, 1 it is A A B
   * A C A A.
   *
   * <p><b>Use it</b> when capacities differ and are known, and requests cost about the same.
   * <b>Not</b> when weights are guesses: it is as blind to speed and load as {@link #roundRobin()}.
   *
   * <p>In any run of picks of one thread the count of an endpoint is less than 2 off its exact
   * share; weights may be fractions (slow start) and may change at any time without a burst. Where
   * the weights have no short common period (more than 8192 turns and shares that rounding would
   * change by more than 0.5 %, or very many endpoints) it is less than 4 off in a thousand picks, 6
   * in a hundred thousand. Threads go round by themselves, as with round robin.
   *
   * <p><b>Cost:</b> O(1), one uncontended atomic addition and one load, for any number of endpoints
   * and any weights. 4 bytes for each turn of the period, 32 KB at most.
   *
   * @see <a
   *     href="https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1">nginx,
   *     <i>Upstream: smooth weighted round-robin balancing</i>, 2012</a>
   */
  public static Balancer weightedRoundRobin() {
    return WeightedRoundRobin.POLICY;
  }

  /**
   * Any, with chances by weight.
   *
   * <p><b>Use it</b> as {@link #random()}, where capacities differ. <b>Not</b> when evenness over
   * short times matters.
   *
   * <p><b>Cost:</b> O(1), one random number and one load. 8 bytes for each endpoint.
   *
   * @see <a href="https://doi.org/10.1109/32.92917">M. Vose, <i>A linear algorithm for generating
   *     random numbers with a given distribution</i>, 1991</a>
   */
  public static Balancer weightedRandom() {
    return WeightedRandom.POLICY;
  }

  /**
   * By the address of the client, see {@link PickContext#client(java.net.InetAddress)}: its /24
   * network if it is IPv4, as nginx does, its /64 if it is IPv6. The same as {@code ipHash(24,
   * 64)}.
   */
  public static Balancer ipHash() {
    return ipHash(24, 64);
  }

  /**
   * By the network the client is in: clients of one network reach one endpoint, by weight. An IPv4
   * address that comes as IPv6 (::ffff:10.0.0.1) is IPv4. A request without a client goes to any.
   *
   * <p><b>Use it</b> for crude affinity where no key is known. <b>Not</b> where many clients sit
   * behind one gateway (they are one client), or where keys should stay when endpoints come and go:
   * <b>the mapping of most clients changes with the set or its weights</b>; {@link
   * #consistentHash()} with the address as its key keeps it.
   *
   * <p><b>Cost:</b> O(1), one hash and one load. 8 bytes for each endpoint.
   *
   * @param ipv4Prefix leading bits of an IPv4 address that count, 1 to 32 (all)
   * @param ipv6Prefix leading bits of an IPv6 address that count, 1 to 128 (all)
   * @see <a href="https://nginx.org/en/docs/http/ngx_http_upstream_module.html#ip_hash">nginx,
   *     ip_hash</a>
   */
  public static Balancer ipHash(int ipv4Prefix, int ipv6Prefix) {
    return IpHash.of(ipv4Prefix, ipv6Prefix);
  }

  /**
   * By the request's key, so that few keys move when endpoints come and go: a new one among N takes
   * 1/(N+1) of the keys, one that leaves gives up only its own.
   *
   * <p><b>Use it</b> for caches and anything warm: equal keys reach one endpoint, in every process
   * that knows the same endpoints, whatever order they were found in. <b>Not</b> when a few keys
   * carry most of the load (see {@link #boundedLoadHash()}), or when shares must be exact: with 160
   * points for each unit of weight they vary by about 8 %.
   *
   * <p>A key of an endpoint that is out of rotation or was tried goes to its next different
   * endpoint on the ring, and comes back. A request without a key goes to any, by weight. The place
   * of a key is that of {@link io.lb4j.hash.HashRing#consistent}.
   *
   * <p><b>Cost:</b> O(1) on average, one load of a table and a short scan; the key is hashed when
   * the context is made; 5 to 7 ns more while an endpoint is out of rotation or in slow start. One
   * that goes, returns or changes its weight is passed over, which takes 0.4 ms off the request
   * path with 10 000 endpoints; one that joins takes 10 to 20 ms. 1.5 KB for an endpoint of weight
   * 1, and as much for each unit of weight more; weights should be small numbers. Endpoints out of
   * rotation keep theirs, up to three times what those in rotation have.
   *
   * @see <a href="https://doi.org/10.1145/258533.258660">D. Karger et al., <i>Consistent hashing
   *     and random trees</i>, 1997</a>
   */
  public static Balancer consistentHash() {
    return RingChoice.of(RingPlan.CONSISTENT);
  }

  /** The same as {@code boundedLoadHash(0.25)}: at most 1.25 times the mean load. */
  public static Balancer boundedLoadHash() {
    return boundedLoadHash(0.25);
  }

  /**
   * As {@link #consistentHash()}, but no endpoint gets more than (1 + epsilon) times its share of
   * the requests in flight: a key whose endpoint is full goes to another. Each key has an order of
   * others of its own, so what overflows is not dumped on one neighbour.
   *
   * <p><b>Use it</b> for caches with hot keys. <b>Not</b> when a key must never leave its endpoint
   * while that is alive; nor below a few requests in flight for each endpoint, where the bound is
   * coarse (it is rounded up, so one that is idle always takes a request).
   *
   * <p>Counted are the requests of this load balancer only. A request without a key goes to any, by
   * weight.
   *
   * <p><b>Cost:</b> as {@code consistentHash()} and one addition for begin and end, while the
   * endpoint of the key has room; O(n) with about 1 ns for each endpoint when it is full. 1.5 KB
   * for an endpoint of weight 1.
   *
   * @param epsilon more than 0; small keeps loads even, large keeps keys at home
   * @see <a href="https://arxiv.org/abs/1608.01350">V. Mirrokni, M. Thorup, M. Zadimoghaddam,
   *     <i>Consistent hashing with bounded loads</i>, 2016</a>
   */
  public static Balancer boundedLoadHash(double epsilon) {
    return BoundedLoad.of(epsilon);
  }

  /**
   * By the request's key: every endpoint is scored for the key, the highest score wins.
   *
   * <p><b>Use it</b> as {@link #consistentHash()}, for up to some fifty endpoints: shares are exact
   * (by weight, too), little memory is needed, and each key has its own order of endpoints to fail
   * over to, so the load of a lost one spreads over all. <b>Not</b> for hundreds of endpoints.
   *
   * <p>A request without a key goes to any, by weight.
   *
   * <p><b>Cost:</b> O(n), about 1.5 ns for each endpoint and 50 ns for each different weight. 110
   * bytes for an endpoint, 30 more while another is out of rotation.
   *
   * @see <a href="https://doi.org/10.1109/90.663936">D. Thaler, C. Ravishankar, <i>Using name-based
   *     mappings to increase hit rates</i>, 1998</a>
   */
  public static Balancer rendezvous() {
    return RingChoice.of(RingPlan.RENDEZVOUS);
  }

  /**
   * By the request's key: one look into a table of 65537 entries (655373 for more than 655
   * endpoints).
   *
   * <p><b>Use it</b> as {@link #consistentHash()}, where shares within 1 % and the fastest lookup
   * matter and the set changes rarely. <b>Not</b> when endpoints come and go: a change rebuilds the
   * table (1 to 50 ms, off the request path) and moves a few keys in a thousand that need not move.
   *
   * <p>A request without a key goes to any, by weight. For 65535 endpoints at most.
   *
   * <p><b>Cost:</b> O(1), one load. 128 KB, or 1.3 MB for the larger table, and 110 bytes for an
   * endpoint.
   *
   * @see <a
   *     href="https://www.usenix.org/conference/nsdi16/technical-sessions/presentation/eisenbud">D.
   *     Eisenbud et al., <i>Maglev: a fast and reliable software network load balancer</i>,
   *     2016</a>
   */
  public static Balancer maglev() {
    return RingChoice.of(RingPlan.MAGLEV);
  }

  /**
   * By the request's key: arithmetic on the number of endpoints, no table.
   *
   * <p><b>Use it</b> for numbered endpoints (shards, pods of a stateful set) that are only added or
   * removed at the end: then exactly the keys move that must. <b>Not</b> when any may leave: it is
   * <b>sensitive to order</b>. Endpoints are numbered in the order of their ids, numbers in them
   * counted as numbers (pod-9 before pod-10), so that all processes agree; one that leaves from the
   * middle, or is ejected, renumbers all after it and moves most of their keys.
   *
   * <p>Weights are not looked at. A request without a key goes to any.
   *
   * <p><b>Cost:</b> O(log n), about 2.5 ns for each doubling of n. 100 bytes for an endpoint, 30
   * more while another is out of rotation.
   *
   * @see <a href="https://arxiv.org/abs/1406.2294">J. Lamping, E. Veach, <i>A fast, minimal memory,
   *     consistent hash algorithm</i>, 2014</a>
   */
  public static Balancer jump() {
    return RingChoice.of(RingPlan.JUMP);
  }

  /** The same as {@code sticky(first, Duration.ofMinutes(30), 100_000)}. */
  public static Balancer sticky(Balancer first) {
    return sticky(first, Duration.ofMinutes(30), 100_000);
  }

  /**
   * Each key stays with the endpoint that {@code first} chose for its first request.
   *
   * <p><b>Use it</b> for sessions: unlike hashing, a key never moves because others came or went,
   * and {@code first} may look at load. <b>Not</b> when several processes must agree on a key
   * without sharing a {@link StickyStore}; nor with so many keys that the table forgets those in
   * use.
   *
   * <p>A key moves, for good, when its endpoint is ejected, drained or gone, or was tried by the
   * same request already; {@code explain} says so, and a log line at level DEBUG. A request without
   * a key is left to {@code first}. Each load balancer has a table of its own, which survives
   * changes of membership.
   *
   * <p><b>Cost:</b> one lookup in a concurrent table, about 100 ns; for a new key that of {@code
   * first} and an insertion. About 150 bytes for each key.
   *
   * @param ttl how long a key is remembered after its last use, more than 0
   * @param maxKeys how many keys are remembered, 1 or more; the least used are forgotten first
   */
  public static Balancer sticky(Balancer first, Duration ttl, long maxKeys) {
    StickyStore.inMemory(ttl, maxKeys); // refuses bad arguments here and now
    return Sticky.own(notNull(first, "first"), () -> StickyStore.inMemory(ttl, maxKeys));
  }

  /**
   * The same with a memory of your own, which several processes may share. A store that fails never
   * fails a pick: its keys are treated as new.
   */
  public static Balancer sticky(Balancer first, StickyStore store) {
    return Sticky.shared(notNull(first, "first"), notNull(store, "store"));
  }

  /** The same as {@code pinUntilError(Duration.ofMinutes(10))}. */
  public static Balancer pinUntilError() {
    return pinUntilError(Duration.ofMinutes(10));
  }

  /**
   * One endpoint for everything, until a request fails on it or it leaves; then another, at random.
   *
   * <p><b>Use it</b> where changing the endpoint is what costs: transactions on one replica, warm
   * caches, many small clients of which each needs one connection. <b>Not</b> when one client makes
   * much of the load: only the sum over many clients is even. Weights, and so slow start, are not
   * looked at.
   *
   * <p>After an outage all clients would stay with the survivors, so each draws anew from time to
   * time.
   *
   * <p><b>Cost:</b> O(1), one volatile read.
   *
   * @param shuffle mean time until an endpoint that does not fail is drawn anew, more than 0; each
   *     time differs by up to 20 %
   */
  public static Balancer pinUntilError(Duration shuffle) {
    boolean valid = notNull(shuffle, "shuffle").compareTo(Duration.ZERO) > 0;
    check(valid && shuffle.toDays() <= 36_500, "shuffle", shuffle, "> 0, up to 100 years");
    return PinUntilError.of(shuffle.toNanos());
  }

  /**
   * The one with the fewest requests in flight; ties are broken at random.
   *
   * <p><b>Use it</b> when requests differ much in cost or length: database work, uploads, web
   * sockets. <b>Not</b> alone where an endpoint may fail fast: with nothing in flight it looks
   * idle, until health tracking ejects it.
   *
   * <p>Weights are not looked at, but slow starts are: see {@link #weightedLeastConnections()}.
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
   * <p><b>Cost:</b> O(n) up to 4 nodes, then flat: 4 neighbours from a random place on.
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
   * the first timeout; a new one gets one request at once and no other before it has answered.
   * Weights say how much an endpoint can do at once, such as its cores: its speed is learnt.
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
