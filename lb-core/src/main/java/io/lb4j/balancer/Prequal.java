package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.ProbePool.Answer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.ProbeResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Each request launches three probes, waits for none of them, and chooses from the answers to earlier
 * ones, the hot-cold way: a node is hot if it has more requests in flight than 84 % of what was heard
 * lately. Of the cold, the one with the lowest latency; if all are hot, the one with the fewest in
 * flight. Requests in flight tell the future, latency the past: so they are compared in that order.
 *
 * With fewer than two answers it is the less busy of two drawn at random.
 *
 * What the paper leaves open: an endpoint that fails fast has few in flight and a low latency. So
 * after c failures in a row a node is avoided for 2^(c-1) / 4 s, up to 16 s.
 *
 * Never more than one probe is on its way to a node, so their rate is bounded by their own latency.
 * One that is not answered within a second no longer counts.
 */
final class Prequal implements Picker {
  private static final int PROBES = 3;
  private static final int FEWEST = 2;
  private static final double DELTA = 1;
  private static final double REMOVALS = 1;
  private static final int MOST_USES = 1_000;

  private final Node[] nodes;
  private final Policy policy;
  private final ProbePool pool;
  private final boolean crowded; // more nodes than slots

  private Prequal(List<Node> nodes, ProbePool pool, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.pool = pool;
    this.policy = policy;
    this.crowded = this.nodes.length > ProbePool.slots();
    nodes.forEach(node -> Probed.of(node).list());
    pool.fit(nodes.size());
  }

  static Balancer of(
      Function<? super Endpoint, ? extends CompletionStage<ProbeResult>> probe,
      Supplier<? extends RandomGenerator> random) {
    return new Policy(notNull(probe, "probe"), random);
  }

  static Balancer of(Function<? super Endpoint, ? extends CompletionStage<ProbeResult>> probe) {
    return of(probe, ThreadLocalRandom::current);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    return pick(context, pool.lastPickAt());
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    long bits = policy.random.get().nextLong();
    pool.pickedAt(nowNanos);
    int slot = bestSlot(context, Draw.first(bits, ProbePool.slots()), nowNanos);
    Answer answer = slot < 0 ? null : pool.at(slot, nowNanos);
    if (answer != null) {
      pool.use(slot, answer);
    }
    Node node = answer == null ? lessBusy(context, bits, nowNanos) : answer.node;
    if (crowded) {
      pool.removeOne(bits < 0);
    }
    for (int i = 0; i < PROBES; i++) {
      bits = Draw.next(bits);
      probe(nodes[Draw.first(bits, nodes.length)], bits, nowNanos);
    }
    return node;
  }

  /** -1 if too little is known; ties go to the first from {@code start} on. */
  private int bestSlot(PickContext context, int start, long now) {
    int known = 0;
    int best = -1;
    Answer leader = null;
    for (int step = 0; step < ProbePool.slots(); step++) {
      int slot = (start + step) % ProbePool.slots();
      Answer answer = pool.at(slot, now);
      if (answer == null || !isUsable(answer.node, context, now)) {
        continue;
      }
      known++;
      if (leader == null || isBetter(answer, leader)) {
        leader = answer;
        best = slot;
      }
    }
    return known < Math.min(FEWEST, nodes.length) ? -1 : best;
  }

  private static boolean isUsable(Node node, PickContext context, long now) {
    Probed probed = Probed.of(node);
    return probed.isListed()
        && node.weight() > 0
        && !context.hasTried(node)
        && !probed.isAvoided(node, now);
  }

  private boolean isBetter(Answer answer, Answer than) {
    boolean hot = pool.isHot(answer);
    if (hot != pool.isHot(than)) {
      return !hot;
    }
    return hot
        ? answer.load() < than.load()
        : answer.latency * than.node.weight() < than.latency * answer.node.weight();
  }

  private @Nullable Node lessBusy(PickContext context, long bits, long now) {
    int first = Draw.first(bits, nodes.length);
    if (nodes.length == 1 || context.triedCount() != 0) {
      return leastOfAll(context, first, now);
    }
    Node one = nodes[first];
    Node other = nodes[Draw.other(bits, nodes.length, first)];
    Node node = isBusier(one, other, now) ? other : one;
    return node.weight() > 0 && !Probed.of(node).isAvoided(node, now)
        ? node
        : leastOfAll(context, first, now);
  }

  private static boolean isBusier(Node one, Node other, long now) {
    boolean avoided = Probed.of(one).isAvoided(one, now);
    return avoided == Probed.of(other).isAvoided(other, now)
        ? Load.compare(one.inFlight(), one.weight(), other.inFlight(), other.weight()) > 0
        : avoided;
  }

  private @Nullable Node leastOfAll(PickContext context, int start, long now) {
    Node best = null;
    for (int step = 0; step < nodes.length; step++) {
      Node node = nodes[(start + step) % nodes.length];
      if (!context.hasTried(node) && (best == null || isBusier(best, node, now))) {
        best = node;
      }
    }
    return best;
  }

  private void probe(Node node, long bits, long now) {
    Probed probed = Probed.of(node);
    if (!probed.launch(now)) {
      return;
    }
    int uses = uses(bits);
    try {
      policy
          .probe
          .apply(node.endpoint())
          .whenComplete(
              (result, error) -> {
                probed.landed(now);
                if (result == null) {
                  pool.forget(node);
                } else if (probed.isListed()) {
                  pool.put(node, result, uses, now);
                }
              });
    } catch (RuntimeException e) { // the user's probe failed before it began: no answer either
      probed.landed(now);
      pool.forget(node);
    }
  }

  /** As published: (1 + delta) / ((1 - slots / nodes) * probes - removals), rounded by chance. */
  private int uses(long bits) {
    double gain = (1 - (double) ProbePool.slots() / nodes.length) * PROBES - REMOVALS;
    if (gain <= 0) {
      return MOST_USES;
    }
    double uses = Math.max(1, (1 + DELTA) / gain);
    return (int) Math.min(MOST_USES, uses + (bits >>> 40) * 0x1p-24);
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    if (outcome == Outcome.FAILURE) {
      Probed.of(node).failed(nowNanos);
    }
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    Map<Node, Double> latencies = new HashMap<>();
    for (int slot = 0; slot < ProbePool.slots(); slot++) {
      Answer answer = pool.at(slot, nowNanos);
      if (answer != null && isUsable(answer.node, context, nowNanos)) {
        latencies.put(answer.node, answer.latency);
      }
    }
    int slot = bestSlot(context, 0, nowNanos);
    Answer answer = slot < 0 ? null : pool.at(slot, nowNanos);
    if (answer == null) {
      boolean all = List.of(nodes).stream().allMatch(context::hasTried);
      String drawn = "fewer than two answers to probes: the less busy of two drawn at random";
      return new Choice(null, all ? "every node was tried already" : drawn, latencies);
    }
    String reason = pool.isHot(answer) ? "all hot: fewest in flight" : "cold, lowest latency in ns";
    boolean unique = bestSlot(context, slot + 1, nowNanos) == slot;
    return new Choice(
        unique ? answer.node : null,
        reason + (unique ? "" : ", a tie broken at random") + "; hot above " + pool.hotAbove(),
        latencies);
  }

  private record Policy(
      Function<? super Endpoint, ? extends CompletionStage<ProbeResult>> probe,
      Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new Prequal(nodes, new ProbePool(), this);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      if (!(previous instanceof Prequal before)) {
        return picker(nodes);
      }
      Set<Node> stay = Set.copyOf(nodes);
      for (Node node : before.nodes) {
        if (!stay.contains(node)) {
          Probed.of(node).unlist();
          before.pool.forget(node);
        }
      }
      return new Prequal(nodes, before.pool, this);
    }

    @Override
    public String toString() {
      return "prequal";
    }
  }
}
