package io.lb4j.health;

import io.lb4j.health.HealthTracker.Verdict;
import io.lb4j.health.HealthTracker.Watch;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.Nodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Nodes, a tracker that watches them, and the smallest load balancer that obeys it. */
final class Fleet implements HealthTracker.Ejector {
  static final IOException BROKEN = new IOException("secret=1");

  final FakeTicker ticker = new FakeTicker();
  final List<Node> nodes;
  final List<String> ejections = new ArrayList<>();
  final List<Duration> times = new ArrayList<>();
  private final Watch watch;
  private final SplittableRandom dice = new SplittableRandom(7);
  private final Set<Integer> dead = new HashSet<>();
  private final boolean lastMayGo;
  private int mustStay;
  private int turn;

  Fleet(int size, HealthTracker tracker) {
    this(size, tracker, false);
  }

  Fleet(int size, HealthTracker tracker, boolean lastMayGo) {
    this.nodes = List.copyOf(Nodes.fresh(size));
    this.lastMayGo = lastMayGo;
    this.mustStay = lastMayGo ? 0 : 1;
    this.watch = tracker.watch(this);
  }

  Fleet mustStay(int count) {
    this.mustStay = count;
    return this;
  }

  Node node(int index) {
    return nodes.get(index);
  }

  List<String> out() {
    return nodes.stream()
        .filter(node -> node.state() == NodeState.EJECTED)
        .map(node -> node.endpoint().id())
        .toList();
  }

  private long inRotation() {
    return nodes.stream().filter(HealthTracker.Ejector::isInRotation).count();
  }

  @Override
  public void eject(Node node, String reason) {
    eject(node, reason, Duration.ZERO);
  }

  @Override
  public void eject(Node node, String reason, Duration out) {
    if (node.state() == NodeState.HEALTHY && inRotation() > mustStay) {
      ejections.add(node.endpoint().id() + ": " + reason);
      times.add(out);
      move(node, NodeState.EJECTED, reason);
    }
  }

  @Override
  public boolean accepts(Node node) {
    return node.state() == NodeState.HEALTHY && inRotation() > mustStay;
  }

  @Override
  public boolean lastMayGo() {
    return lastMayGo;
  }

  @Override
  public List<Node> nodes() {
    return nodes;
  }

  void move(Node node, NodeState state, String reason) {
    node.moveTo(state, reason);
    watch.moved(node, ticker.nanos());
  }

  void probed(Node node, boolean passed) {
    watch.probed(node, passed, ticker.nanos());
  }

  Duration outAgain(Node node) {
    return watch.outAgain(node);
  }

  /** A request of this node begins and ends. */
  void end(Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos) {
    node.begin();
    finish(node, outcome, cause, latencyNanos);
  }

  /** A request that has begun ends. */
  void finish(Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos) {
    node.end(outcome, latencyNanos, ticker.nanos());
    watch.record(node, outcome, cause, latencyNanos, ticker.nanos());
  }

  void succeed(int index) {
    end(node(index), Outcome.SUCCESS, null, 1_000_000);
  }

  void fail(int index) {
    fail(index, BROKEN);
  }

  void fail(int index, Throwable cause) {
    end(node(index), Severity.of(cause).outcome(), cause, 1_000_000);
  }

  /** A trial of a node on probation. */
  Verdict trial(int index, Outcome outcome) {
    Throwable cause = outcome == Outcome.FAILURE ? BROKEN : null;
    end(node(index), outcome, cause, 1_000_000);
    return watch.judge(node(index), outcome, cause, 1_000_000, ticker.nanos());
  }

  Fleet kill(int... indexes) {
    for (int index : indexes) {
      dead.add(index);
    }
    return this;
  }

  boolean allDeadAreOut() {
    return dead.stream().allMatch(i -> node(i).state() == NodeState.EJECTED);
  }

  /** Round robin over what is in rotation: {@code count} requests, one each {@code step}. */
  Fleet requests(int count, Duration step, ToDoubleFunction<Node> failureRate) {
    for (int i = 0; i < count; i++) {
      ticker.advance(step);
      next(failureRate);
    }
    return this;
  }

  Fleet requests(int count) {
    return requests(count, Duration.ofMillis(1), node -> 0);
  }

  private void next(ToDoubleFunction<Node> failureRate) {
    int index;
    do {
      index = turn++ % nodes.size();
    } while (!HealthTracker.Ejector.isInRotation(node(index)));
    if (dead.contains(index) || dice.nextDouble() < failureRate.applyAsDouble(node(index))) {
      fail(index);
    } else {
      succeed(index);
    }
  }
}
