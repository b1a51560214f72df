package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The least NodeCost of up to 16 candidates, taken from a window of the nodes.
 *
 * Window: a client that sends little knows little, and knows it sooner of 16 nodes than of 1000. One
 * that sends much needs them all. So the window is 16, or four times its own mean of requests in
 * flight.
 *
 * Probation does not repeat the load balancer's ejection, it comes before it: three failures, not five,
 * no cap, nobody told, back within seconds; so it also works where health tracking is off. A node that
 * keeps failing its canaries is then ejected for good reason, and its trials count as canaries here.
 * When more than half of the window is on hold, holds say more of the requests than of the nodes, and
 * are ignored.
 *
 * A pick reads one immutable View and each candidate's own line; it takes no lock and makes nothing.
 * Only each 20 ms, or after a change, one request prices the window anew (see Fleet).
 */
final class Adaptive implements Picker {
  static final Balancer POLICY = of(Duration.ofSeconds(1), ThreadLocalRandom::current);

  private static final double UP = 0.2; // heavy tails: one slow answer must not scramble the rest

  /** The nodes in use, and those on hold among them. */
  private record View(NodeCost[] active, NodeCost[] cyclic, NodeCost[] held, boolean panic) {}

  private final NodeCost[] order; // this client's own
  private final Fleet fleet;
  private final Window window;
  private volatile View view;
  private volatile boolean changed;

  private Adaptive(NodeCost[] order, Fleet fleet, Window window) {
    this.order = order;
    this.fleet = fleet;
    this.window = window;
    this.view = look(order, window.size());
    fleet.tickSoon();
  }

  /** With a price of failures, and dice, of your own. */
  static Balancer of(Duration failure, Supplier<? extends RandomGenerator> random) {
    return new Policy(failure, random);
  }

  private static View look(NodeCost[] order, int window) {
    List<NodeCost> active = new ArrayList<>();
    List<NodeCost> held = new ArrayList<>();
    for (int i = 0; i < order.length && active.size() < window; i++) {
      (order[i].isHeld() ? held : active).add(order[i]);
    }
    boolean panic = held.size() > active.size();
    if (panic) {
      active.addAll(held);
      held.clear();
    }
    NodeCost[] used = active.toArray(NodeCost[]::new);
    return new View(used, CostScan.cyclic(used), held.toArray(NodeCost[]::new), panic);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    return pick(context, fleet.lastTick());
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    if (fleet.isDue(nowNanos)) {
      tick(nowNanos);
    }
    View now = view;
    if (context.triedCount() != 0) {
      return retry(now, context, nowNanos);
    }
    for (NodeCost node : now.held) {
      if (node.takeCanary(nowNanos)) {
        return node.node;
      }
    }
    long bits = fleet.random.get().nextLong();
    return CostScan.cheapest(
        now.cyclic, now.active.length, CostScan.CANDIDATES, fleet, bits, nowNanos);
  }

  /** A request that failed once is no canary, and deserves the best of the whole window. */
  private @Nullable Node retry(View now, PickContext context, long nowNanos) {
    int start = fleet.random.get().nextInt(order.length);
    Node best = CostScan.untried(now.active, fleet, context, start, nowNanos);
    return best == null ? CostScan.untried(order, fleet, context, start, nowNanos) : best;
  }

  @Override
  public void begun(Node node, long nowNanos) {
    NodeCost.withProbation(node).begun(fleet, nowNanos);
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    NodeCost cost = NodeCost.withProbation(node);
    cost.left(startNanos);
    if (outcome != Outcome.IGNORED
        && cost.ended(fleet, outcome, startNanos, latencyNanos, nowNanos)) {
      changed = true;
      fleet.tickSoon();
    }
  }

  private void tick(long now) {
    if (!fleet.beginTick()) {
      return;
    }
    try {
      if (window.resize(fleet.inFlight, now) || changed) {
        changed = false;
        view = look(order, window.size());
      }
      fleet.tick(view.active, now);
    } finally {
      fleet.endTick();
    }
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    View now = look(order, window.size()); // what the next pick would see
    boolean retry = context.triedCount() != 0;
    Scores scores = CostScan.scores(now.active, fleet, context, nowNanos);
    for (NodeCost node : now.held) {
      if (!retry && node.isCanaryDue(nowNanos)) {
        return scores.chosen(node.node, "canary after " + node.hold(nowNanos));
      }
    }
    if (scores.isEmpty()) {
      scores = CostScan.scores(order, fleet, context, nowNanos);
    }
    String what = CostScan.WHAT + holds(now, nowNanos);
    return scores.choice(retry ? order.length : CostScan.CANDIDATES, what);
  }

  private static String holds(View view, long now) {
    StringBuilder text = new StringBuilder();
    for (NodeCost node : view.held) {
      text.append(", ").append(node.node.endpoint().id()).append(" on hold after ");
      text.append(node.hold(now));
    }
    return view.panic ? ", holds ignored as most are on hold" : text.toString();
  }

  private record Policy(Duration failure, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      Window window = new Window(random.get().nextLong());
      NodeCost[] order = window.order(nodes, new NodeCost[0]);
      return new Adaptive(order, new Fleet(UP, failure.toNanos(), random), window);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof Adaptive before
          ? new Adaptive(before.window.order(nodes, before.order), before.fleet, before.window)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return "adaptive";
    }
  }
}
