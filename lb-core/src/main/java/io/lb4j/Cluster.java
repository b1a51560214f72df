package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The writer of one load balancer. It reacts to membership (from the source), to health (from the
 * tracker), to time and to the user's drain, and publishes a new Snapshot after each. Requests only
 * read the snapshot; none of them takes this lock while all is well.
 *
 * Every change is all or nothing: if the balancer cannot make a picker for what would be, nothing has
 * happened (see change). No user's code but the balancer runs under the lock (see Mailbox).
 *
 * Removal: publish a snapshot without the node, then mark it as leaving, then look at its count of
 * requests in flight. A request does it the other way round: count, then look at the mark. So either
 * the request sees the mark and chooses again, or we see the request and wait for its end.
 *
 * No thread waits for an ejection to pass: the snapshot carries an alarm, and the first request after
 * it calls wake().
 */
final class Cluster implements EndpointSource.Subscriber {
  private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String JOINED = "joined";

  private final Settings settings;
  private final Announcements announcements;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, Member> members = new LinkedHashMap<>(); // guarded by lock
  private volatile List<Node> leaving = List.of(); // written under lock
  private volatile @Nullable Throwable failure; // of the balancer, the last time it was asked
  private volatile Snapshot snapshot = Snapshot.empty(false);

  Cluster(Settings settings) {
    this.settings = settings;
    this.announcements = new Announcements(settings);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Why the balancer could make no picker the last time, or null if it could. */
  @Nullable Throwable failure() {
    return failure;
  }

  void onRemoval(Consumer<Node> hook) {
    announcements.onRemoval(hook);
  }

  void forgetRemovalHook(Consumer<Node> hook) {
    announcements.forget(hook);
  }

  /** Members and those that still finish requests, for people to look at. Takes no lock. */
  List<Node> allNodes() {
    List<Node> gone = leaving; // first: who is in it is no member of what is read next
    List<Node> all = new ArrayList<>(snapshot.members());
    all.addAll(gone);
    return all;
  }

  /** Runs under the lock, and delivers what it had to say after it. */
  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
    announcements.deliver();
  }

  @Override
  public void endpoints(List<Endpoint> endpoints) {
    locked(
        () -> {
          if (!snapshot.closed()) {
            try {
              reconcile(byId(endpoints));
            } catch (RuntimeException e) {
              announcements.sourceFailed(e);
            }
          }
        });
  }

  private static Map<String, Endpoint> byId(List<Endpoint> endpoints) {
    Map<String, Endpoint> byId = new LinkedHashMap<>();
    for (Endpoint endpoint : notNull(endpoints, "endpoints")) {
      if (byId.put(notNull(endpoint, "endpoint").id(), endpoint) != null) {
        throw new IllegalArgumentException(
            "endpoints: " + endpoint.id() + " twice (expected: distinct ids)");
      }
    }
    return byId;
  }

  private void reconcile(Map<String, Endpoint> latest) {
    Map<String, Member> before = members;
    Map<Node, Endpoint> descriptions = new LinkedHashMap<>();
    Map<String, Member> next = new LinkedHashMap<>();
    for (Endpoint endpoint : latest.values()) {
      Member known = before.get(endpoint.id());
      boolean survives = known != null && isSamePlace(known.node.endpoint(), endpoint);
      if (known != null && survives) {
        descriptions.put(known.node, known.node.endpoint());
        known.node.update(endpoint);
      }
      next.put(endpoint.id(), known != null && survives ? known : joining(endpoint));
    }
    members = next;
    if (!publish()) {
      members = before;
      descriptions.forEach(Node::update);
      return;
    }
    announceDifference(before, next);
  }

  /** A pod that comes back under its old name at another address is another endpoint. */
  private static boolean isSamePlace(Endpoint before, Endpoint latest) {
    return before.hasUri() == latest.hasUri()
        && (!latest.hasUri() || Objects.equals(before.uri(), latest.uri()));
  }

  private Member joining(Endpoint endpoint) {
    long now = settings.ticker().nanos();
    Node node = new Node(endpoint, now);
    node.moveTo(NodeState.HEALTHY, JOINED);
    return new Member(node, now);
  }

  private void announceDifference(Map<String, Member> before, Map<String, Member> next) {
    int joined = 0;
    for (Member member : next.values()) {
      if (before.get(member.node.endpoint().id()) != member) {
        announcements.changed(member.node, NodeState.STARTING, NodeState.HEALTHY, JOINED);
        joined++;
      }
    }
    int left = 0;
    for (Map.Entry<String, Member> entry : before.entrySet()) {
      if (next.get(entry.getKey()) != entry.getValue()) {
        leave(entry.getValue().node, "no longer in the source's list");
        left++;
      }
    }
    announcements.membership(joined, left, next.size());
  }

  private void leave(Node node, String why) {
    List<Node> more = new ArrayList<>(leaving);
    more.add(node);
    leaving = List.copyOf(more);
    if (node.state() != NodeState.DRAINING) {
      move(node, NodeState.DRAINING, why);
    }
    node.leave();
    if (node.inFlight() == 0) {
      removed(node);
    }
  }

  private void removed(Node node) {
    if (leaving.contains(node)) {
      leaving = leaving.stream().filter(each -> each != node).toList();
      move(node, NodeState.REMOVED, "idle");
      announcements.removed(node);
    }
  }

  @Override
  public void failed(Throwable cause) {
    announcements.sourceFailed(cause);
    announcements.deliver();
  }

  /** A request has ended on a node that is not plainly healthy. */
  void ended(Node node, Outcome outcome, @Nullable Throwable cause, long start, long now) {
    if (node.state() == NodeState.PROBATION) {
      if (outcome == Outcome.IGNORED) {
        snapshot.giveBackTrial(node, start);
      } else {
        locked(() -> judge(node, outcome, cause, start, now));
      }
    } else if (node.isLeaving() && node.inFlight() == 0) {
      locked(() -> removed(node));
    }
  }

  private void judge(Node node, Outcome outcome, @Nullable Throwable cause, long start, long now) {
    Member member = memberOf(node, NodeState.PROBATION);
    Trial trial = member == null ? null : member.trial();
    if (member == null || trial == null || !trial.countsFor(start)) {
      return;
    }
    if (outcome == Outcome.SUCCESS) {
      int streak = node.consecutiveFailures();
      if (change(member, NodeState.HEALTHY, "trial request succeeded", m -> m.restored(now))
          && streak > 0) {
        node.forgiveFailures();
      }
    } else {
      String reason = "trial request failed" + (cause == null ? "" : ": " + cause);
      change(member, NodeState.EJECTED, reason, m -> ejected(m, false, now));
    }
  }

  /** Takes a node out, unless too few would be left. */
  void eject(Node node, String reason) {
    if (node.state() == NodeState.HEALTHY && snapshot.spare() >= 1) {
      locked(
          () -> {
            Member member = memberOf(node, NodeState.HEALTHY);
            if (member != null && snapshot.spare() >= 1) {
              long now = settings.ticker().nanos();
              change(member, NodeState.EJECTED, reason, m -> ejected(m, true, now));
            }
          });
    }
  }

  private void ejected(Member member, boolean fromHealthy, long now) {
    member.ejected(settings.ejection(), fromHealthy, now, settings.random().get());
  }

  private @Nullable Member memberOf(Node node, NodeState state) {
    Member member = members.get(node.endpoint().id());
    return member != null && member.node == node && node.state() == state ? member : null;
  }

  /**
   * Puts endpoints that have served their ejection on probation. One request does it, others go on.
   */
  void wake(long now) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      List<Member> served =
          members.values().stream()
              .filter(each -> each.node.state() == NodeState.EJECTED && each.hasServed(now))
              .toList();
      String reason = "ejection served, one request at a time";
      if (!change(
          served, NodeState.PROBATION, reason, m -> m.onProbation(settings.ejection(), now))) {
        snapshot = snapshot.withAlarm(new Snapshot.Alarm(true, now + TRY_AGAIN_NANOS));
      }
    } finally {
      lock.unlock();
    }
    announcements.deliver();
  }

  void drain(String id) {
    locked(
        () -> {
          Member member = members.get(id);
          if (member == null) {
            throw new IllegalArgumentException(
                "id: %s (expected: one of %s)".formatted(id, members.keySet()));
          }
          if (member.node.state() != NodeState.DRAINING
              && !change(member, NodeState.DRAINING, "drained by the application", m -> {})) {
            throw new IllegalStateException(
                "%s cannot be drained: %s failed".formatted(id, settings.balancer()), failure);
          }
        });
  }

  void close() {
    locked(
        () -> {
          List<Member> all = List.copyOf(members.values());
          members = new LinkedHashMap<>();
          snapshot = Snapshot.empty(true);
          all.forEach(member -> leave(member.node, "the load balancer is closed"));
        });
  }

  private boolean change(Member member, NodeState to, String reason, Consumer<Member> update) {
    return change(List.of(member), to, reason, update);
  }

  /** Endpoints of one state change it, and with it what requests see; or nothing happens. */
  private boolean change(
      List<Member> changing, NodeState to, String reason, Consumer<Member> update) {
    List<Runnable> undo = new ArrayList<>();
    List<Runnable> tell = new ArrayList<>();
    for (Member member : changing) {
      Node node = member.node;
      NodeState from = node.state();
      String oldReason = node.reason();
      Member changed = member.copy();
      update.accept(changed);
      members.put(node.endpoint().id(), changed);
      node.moveTo(to, reason);
      tell.add(() -> announcements.changed(node, from, to, reason));
      undo.add(
          () -> {
            members.put(node.endpoint().id(), member);
            node.moveTo(from, oldReason);
          });
    }
    boolean published = publish();
    (published ? tell : undo).forEach(Runnable::run);
    return published;
  }

  private void move(Node node, NodeState to, String reason) {
    NodeState from = node.state();
    node.moveTo(to, reason);
    announcements.changed(node, from, to, reason);
  }

  /** False if the balancer could make no picker; the snapshot is then as it was. */
  private boolean publish() {
    Snapshot before = snapshot;
    Snapshot next;
    try {
      next = Rotation.of(members.values(), before, settings);
      failure = null;
    } catch (RuntimeException | Error e) {
      failure = e;
      announcements.balancerFailed(settings.balancer(), e);
      return false;
    }
    snapshot = next;
    if (next.panic() != before.panic()) {
      announcements.panic(next);
    }
    return true;
  }
}
