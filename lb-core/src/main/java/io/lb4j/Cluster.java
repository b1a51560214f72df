package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The writer of one load balancer. It reacts to membership (from the source), to health (from the
 * tracker), to time and to the user's drain, and publishes a new Snapshot after each. Requests only
 * read the snapshot; none of them takes this lock while all is well.
 *
 * Removal: publish a snapshot without the node, then mark it as leaving, then look at its count of
 * requests in flight. A request does it the other way round: count, then look at the mark. So either
 * the request sees the mark and chooses again, or we see the request and wait for its end.
 *
 * No thread waits for an ejection to pass: the snapshot carries an alarm, and the first request after
 * it calls wake().
 */
final class Cluster implements EndpointSource.Subscriber {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);
  private static final String JOINED = "joined";

  private final Settings settings;
  private final LoadBalancerListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Member> members = new LinkedHashMap<>(); // guarded by lock
  private final Set<Node> leaving = new HashSet<>(); // guarded by lock
  private final List<Consumer<Node>> removalHooks = new CopyOnWriteArrayList<>();
  private volatile Snapshot snapshot;

  Cluster(Settings settings) {
    this.settings = settings;
    this.listener = settings.listener();
    this.snapshot = Snapshot.empty(settings.balancer(), false);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Called with every node that is gone and idle. */
  void onRemoval(Consumer<Node> hook) {
    removalHooks.add(hook);
  }

  void forgetRemovalHook(Consumer<Node> hook) {
    removalHooks.remove(hook);
  }

  /** Members and those that still finish requests, for people to look at. */
  List<Node> allNodes() {
    lock.lock();
    try {
      List<Node> all = new ArrayList<>(snapshot.members());
      all.addAll(leaving);
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void endpoints(List<Endpoint> endpoints) {
    lock.lock();
    try {
      if (!snapshot.closed()) {
        reconcile(byId(endpoints));
      }
    } catch (IllegalArgumentException e) {
      failed(e);
    } finally {
      lock.unlock();
    }
  }

  private static Map<String, Endpoint> byId(List<Endpoint> endpoints) {
    Map<String, Endpoint> byId = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      if (byId.put(endpoint.id(), endpoint) != null) {
        throw new IllegalArgumentException(
            "endpoints: " + endpoint.id() + " twice (expected: distinct ids)");
      }
    }
    return byId;
  }

  /** All or nothing: if the balancer cannot work with the new list, the old one stays in force. */
  private void reconcile(Map<String, Endpoint> latest) {
    Map<String, Member> before = new LinkedHashMap<>(members);
    Map<Node, Endpoint> descriptions = new HashMap<>();
    before.values().forEach(member -> descriptions.put(member.node, member.node.endpoint()));
    members.keySet().retainAll(latest.keySet());
    latest.values().forEach(this::addOrUpdate);
    if (!publish()) {
      members.clear();
      members.putAll(before);
      descriptions.forEach(Node::update);
      return;
    }
    announceJoined(before);
    before.forEach(
        (id, member) -> {
          if (!members.containsKey(id)) {
            leave(member.node, "no longer in the source's list");
          }
        });
  }

  private void addOrUpdate(Endpoint endpoint) {
    Member known = members.get(endpoint.id());
    if (known != null) {
      known.node.update(endpoint);
      return;
    }
    long now = settings.ticker().nanos();
    Node node = new Node(endpoint, now);
    node.moveTo(NodeState.HEALTHY, JOINED);
    members.put(endpoint.id(), new Member(node, now));
  }

  private void announceJoined(Map<String, Member> before) {
    members.forEach(
        (id, member) -> {
          if (!before.containsKey(id)) {
            announce(member.node, NodeState.STARTING, NodeState.HEALTHY, JOINED);
          }
        });
  }

  private void leave(Node node, String why) {
    leaving.add(node);
    if (node.state() != NodeState.DRAINING) {
      move(node, NodeState.DRAINING, why);
    }
    node.leave();
    if (node.inFlight() == 0) {
      removed(node);
    }
  }

  private void removed(Node node) {
    if (leaving.remove(node)) {
      move(node, NodeState.REMOVED, "idle");
      removalHooks.forEach(hook -> hook.accept(node));
    }
  }

  @Override
  public void failed(Throwable cause) {
    log.warn(
        "{}: the source of endpoints failed, keeping the last list", settings.service(), cause);
    listener.sourceFailed(cause);
  }

  /** A request has ended on a node that is not plainly healthy. */
  void ended(Node node, Outcome outcome, @Nullable Throwable cause, long now) {
    NodeState state = node.state();
    if (state == NodeState.PROBATION && outcome != Outcome.IGNORED) {
      judge(node, outcome, cause, now);
    } else if (node.isLeaving() && node.inFlight() == 0) {
      lock.lock();
      try {
        removed(node);
      } finally {
        lock.unlock();
      }
    }
  }

  private void judge(Node node, Outcome outcome, @Nullable Throwable cause, long now) {
    lock.lock();
    try {
      Member member = members.get(node.endpoint().id());
      if (member == null || member.node != node || node.state() != NodeState.PROBATION) {
        return;
      }
      if (outcome == Outcome.SUCCESS) {
        member.restored(now);
        node.forgiveFailures();
        move(node, NodeState.HEALTHY, "trial request succeeded");
      } else {
        member.ejected(settings.ejection(), false, now, settings.random().get());
        move(node, NodeState.EJECTED, "trial request failed" + (cause == null ? "" : ": " + cause));
      }
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a node out, unless too few would be left. */
  void eject(Node node, String reason) {
    if (node.state() != NodeState.HEALTHY || snapshot.spare() < 1) {
      return;
    }
    lock.lock();
    try {
      Member member = members.get(node.endpoint().id());
      if (member == null
          || member.node != node
          || node.state() != NodeState.HEALTHY
          || snapshot.spare() < 1) {
        return;
      }
      member.ejected(settings.ejection(), true, settings.ticker().nanos(), settings.random().get());
      move(node, NodeState.EJECTED, reason);
      publish();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts endpoints that have served their ejection on probation. One request does it, others go on.
   */
  void wake(long now) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      for (Member member : members.values()) {
        if (member.node.state() == NodeState.EJECTED && member.hasServed(now)) {
          move(member.node, NodeState.PROBATION, "ejection served, one request at a time");
        }
      }
      publish();
    } finally {
      lock.unlock();
    }
  }

  void drain(String id) {
    lock.lock();
    try {
      Member member = members.get(id);
      if (member == null) {
        throw new IllegalArgumentException(
            "id: " + id + " (expected: one of " + members.keySet() + ")");
      }
      if (member.node.state() != NodeState.DRAINING) {
        move(member.node, NodeState.DRAINING, "drained by the application");
        publish();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      List<Node> all = members.values().stream().map(member -> member.node).toList();
      members.clear();
      snapshot = Snapshot.empty(settings.balancer(), true);
      all.forEach(node -> leave(node, "the load balancer is closed"));
    } finally {
      lock.unlock();
    }
  }

  private void move(Node node, NodeState to, String reason) {
    NodeState from = node.state();
    node.moveTo(to, reason);
    announce(node, from, to, reason);
  }

  private void announce(Node node, NodeState from, NodeState to, String reason) {
    StateChange change = new StateChange(settings.service(), node.endpoint(), from, to, reason);
    log.info("{}", change);
    listener.stateChanged(change);
  }

  /** False if the balancer could not make a picker; the snapshot is then as it was. */
  private boolean publish() {
    Snapshot before = snapshot;
    List<Node> nodes = members.values().stream().map(member -> member.node).toList();
    Snapshot next;
    try {
      next = Rotation.of(nodes, alarm(), before, settings);
    } catch (RuntimeException e) {
      log.error("{}: {} failed, its last picker stays", settings.service(), settings.balancer(), e);
      return false;
    }
    snapshot = next;
    if (next.panic() != before.panic()) {
      announcePanic(next);
    }
    return true;
  }

  private Snapshot.Alarm alarm() {
    Snapshot.Alarm alarm = Snapshot.Alarm.NEVER;
    for (Member member : members.values()) {
      if (member.node.state() == NodeState.EJECTED
          && (!alarm.set() || member.outUntil() - alarm.atNanos() < 0)) {
        alarm = new Snapshot.Alarm(true, member.outUntil());
      }
    }
    return alarm;
  }

  private void announcePanic(Snapshot next) {
    String detail = Rotation.describe(next.members());
    if (next.panic()) {
      log.warn("{}: panic, health is ignored: {}", settings.service(), detail);
    } else {
      log.info("{}: panic is over: {}", settings.service(), detail);
    }
    listener.panic(next.panic(), detail);
  }
}
