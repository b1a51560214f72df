package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Threads that pick, as a load balancer does, while one rebuilds the picker for other nodes. */
final class MovingMembers {
  private record Published(Set<Node> nodes, Picker picker) {}

  private final Balancer balancer;
  private final Map<String, Boolean> complaints = new ConcurrentHashMap<>();
  private volatile Published current;
  private volatile boolean over;

  private MovingMembers(Balancer balancer, List<Node> nodes) {
    this.balancer = balancer;
    this.current = new Published(Set.copyOf(nodes), balancer.picker(nodes));
  }

  /** What went wrong. */
  static Set<String> run(Balancer balancer, int threads, int rebuilds) throws InterruptedException {
    List<Node> all = Nodes.weighted(1, 2, 3, 1, 5, 1, 1, 0, 2, 1);
    MovingMembers moving = new MovingMembers(balancer, all);
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Thread(moving::pickOn, "picker-" + i);
      workers[i].start();
    }
    moving.rebuild(all, rebuilds);
    for (Thread worker : workers) {
      worker.join();
    }
    all.stream()
        .filter(node -> node.inFlight() != 0)
        .forEach(node -> moving.complaints.put(node + " after all has ended", true));
    return moving.complaints.keySet();
  }

  private void rebuild(List<Node> all, int times) {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < times; i++) {
      List<Node> next = new ArrayList<>(all);
      next.removeIf(node -> random.nextInt(3) == 0);
      Node one = all.get(random.nextInt(all.size()));
      one.ramp(0.1 * (1 + random.nextInt(10)));
      if (!next.isEmpty()) {
        current = new Published(Set.copyOf(next), balancer.rebuild(next, current.picker));
      }
      if (i % 8 == 0) {
        Thread.yield();
      }
    }
    over = true;
  }

  private void pickOn() {
    try {
      for (int i = 0; !over; i++) {
        Published published = current;
        PickContext context = i % 2 == 0 ? PickContext.none() : PickContext.key("k" + i);
        Node first = picked(published, context, i);
        if (first != null && published.nodes.size() > 1) {
          picked(published, context.afterTrying(first), i);
        }
      }
    } catch (RuntimeException | Error e) {
      complaints.put(e.toString(), true);
    }
  }

  private @Nullable Node picked(Published published, PickContext context, int i) {
    Node node = published.picker.pick(context, i);
    if (node == null || !published.nodes.contains(node)) {
      complaints.put("picked " + node + " of " + published.nodes.size() + " nodes", true);
      return null;
    }
    if (context.hasTried(node)) {
      complaints.put("picked a tried node of " + published.nodes.size(), true);
    }
    node.begin();
    current.picker.begun(node, i);
    Outcome outcome = i % 7 == 0 ? Outcome.FAILURE : Outcome.SUCCESS;
    node.end(outcome, 1_000, i + 1_000L);
    current.picker.ended(node, outcome, i, 1_000, i + 1_000L);
    return node;
  }
}
