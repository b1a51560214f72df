package io.lb4j;

import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writer tells: to the log, to the listener, and to who keeps things for a node. */
final class Announcements {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final String service;
  private final LoadBalancerListener listener;
  private final Mailbox mailbox = new Mailbox();
  private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
  private final Map<NodeState, LongAdder> transitions = new ConcurrentHashMap<>();
  private final List<RemovalHook> removalHooks = new CopyOnWriteArrayList<>();

  Announcements(Settings settings) {
    this.service = settings.service();
    this.listener = settings.listener();
  }

  /** Who keeps something for nodes. */
  @FunctionalInterface
  interface RemovalHook {
    /**
     * A node is gone.
     *
     * @param idle false: requests of it are still running, but nobody waits for them any more
     */
    void removed(Node node, boolean idle);
  }

  /** Called with every node that is gone. */
  void onRemoval(RemovalHook hook) {
    removalHooks.add(hook);
  }

  void forget(RemovalHook hook) {
    removalHooks.remove(hook);
  }

  /** Once the writer's lock is left. */
  void deliver() {
    for (Runnable done = completions.poll(); done != null; done = completions.poll()) {
      done.run();
    }
    mailbox.deliver();
  }

  /** How often an endpoint has come into each state. */
  Map<NodeState, Long> transitions() {
    Map<NodeState, Long> counts = new EnumMap<>(NodeState.class);
    transitions.forEach((state, count) -> counts.put(state, count.sum()));
    return counts;
  }

  void changed(Node node, NodeState from, NodeState to, String reason) {
    transitions.computeIfAbsent(to, any -> new LongAdder()).increment();
    StateChange change = new StateChange(service, node.endpoint(), from, to, reason);
    mailbox.post(
        () -> {
          // Thousands may join or leave at once; the sum of that has a line of its own.
          if (to == NodeState.EJECTED || from == NodeState.PROBATION) {
            log.info("{}", change);
          } else {
            log.debug("{}", change);
          }
          listener.stateChanged(change);
        });
  }

  void joined(Node node) {
    changed(node, NodeState.STARTING, node.state(), node.reason());
  }

  /**
   * For futures that users wait for, outside the lock. Not in the mailbox: a listener that waits
   * for one would wait for itself.
   */
  void afterwards(Runnable completion) {
    completions.add(completion);
  }

  void removed(Node node, boolean idle) {
    mailbox.post(() -> removalHooks.forEach(hook -> guarded(hook, node, idle)));
  }

  private void guarded(RemovalHook hook, Node node, boolean idle) {
    try {
      hook.removed(node, idle);
    } catch (RuntimeException | Error e) {
      log.warn("{}: closing what belonged to {} failed", service, node.endpoint().id(), e);
    }
  }

  void membership(int joined, int left, int known) {
    if (joined + left > 0) {
      log.info("{}: {} joined, {} left, {} endpoints known", service, joined, left, known);
    }
  }

  void panic(Snapshot next) {
    String detail = Rotation.describe(next.members());
    mailbox.post(
        () -> {
          if (next.panic()) {
            log.warn("{}: panic, health is ignored: {}", service, detail);
          } else {
            log.info("{}: panic is over: {}", service, detail);
          }
          listener.panic(next.panic(), detail);
        });
  }

  void sourceFailed(Throwable cause) {
    mailbox.post(
        () -> {
          log.warn("{}: the source of endpoints failed, keeping the last list", service, cause);
          listener.sourceFailed(cause);
        });
  }

  void trackerFailed(Object tracker, Throwable cause) {
    log.warn("{}: {} failed when it was told of a change", service, tracker, cause);
  }

  void changeFailed(Throwable cause) {
    log.error("{}: a change failed, the others are made", service, cause);
  }

  void balancerFailed(Object balancer, Throwable cause) {
    log.error("{}: {} failed, everything stays as it was", service, balancer, cause);
  }
}
