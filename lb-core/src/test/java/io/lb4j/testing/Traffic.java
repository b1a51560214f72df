package io.lb4j.testing;

import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Requests by hand, as a load balancer would tell a picker of them; time in milliseconds. */
public final class Traffic {
  private static final long MILLI = 1_000_000;

  private final Map<Node, Deque<Long>> open = new HashMap<>();
  private Picker picker;
  private long now = Long.MAX_VALUE - 50 * MILLI; // soon to overflow

  public Traffic(Picker picker) {
    this.picker = picker;
  }

  public long now() {
    return now;
  }

  /** Goes on with another picker of the same load balancer. */
  public Traffic with(Picker next) {
    this.picker = next;
    return this;
  }

  public Traffic pass(long millis) {
    now += millis * MILLI;
    return this;
  }

  public Traffic begin(Node node) {
    node.begin();
    picker.begun(node, now);
    open.computeIfAbsent(node, each -> new ArrayDeque<>()).add(now);
    return this;
  }

  /** Ends the oldest request there, successfully. */
  public Traffic end(Node node) {
    return end(node, Outcome.SUCCESS);
  }

  public Traffic end(Node node, Outcome outcome) {
    long start = open.get(node).remove();
    node.end(outcome, now - start, now);
    picker.ended(node, outcome, start, now - start, now);
    return this;
  }

  public Traffic succeed(Node node, long millis) {
    return begin(node).pass(millis).end(node);
  }

  public Traffic fail(Node node, long millis) {
    return begin(node).pass(millis).end(node, Outcome.FAILURE);
  }

  /** A success that took so long, of which we hear now: no time passes. */
  public Traffic ended(Node node, long millis) {
    long start = now - millis * MILLI;
    node.begin();
    picker.begun(node, start);
    node.end(Outcome.SUCCESS, millis * MILLI, now);
    picker.ended(node, Outcome.SUCCESS, start, millis * MILLI, now);
    return this;
  }

  /** What it picks now; nothing begins. */
  public Node pick() {
    return Objects.requireNonNull(picker.pick(PickContext.none(), now), "pick");
  }

  /** How often each id is picked now; nothing begins. */
  public Map<String, Integer> count(int picks) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < picks; i++) {
      counts.merge(pick().endpoint().id(), 1, Integer::sum);
    }
    return counts;
  }
}
