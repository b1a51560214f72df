package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import io.lb4j.load.SlowStart;
import io.lb4j.source.EndpointSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * The writer of one load balancer. It reacts to membership (from the source), to health (from requests
 * and checks), to time and to the user's drain, and publishes a new Snapshot after each. Requests only
 * read the snapshot; none of them takes this lock while all is well.
 *
 * Every change is all or nothing: if the balancer cannot make a picker for what would be, nothing has
 * happened (see Batch). Of users' code only the balancer and the tracker's moved() run under the lock.
 *
 * Removal: publish a snapshot without the node, then mark it as leaving, then look at its count of
 * requests in flight. A request does it the other way round: count, then look at the mark. So either
 * the request sees the mark and chooses again, or we see the request and wait for its end.
 *
 * No thread waits for an ejection to pass: the snapshot carries an alarm, and the first request after
 * it calls wake().
 */
final class Cluster implements EndpointSource.Subscriber, HealthTracker.Ejector {
  private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  private final Settings settings;
  private final Announcements announcements;
  private final ReentrantLock lock = new ReentrantLock();
  private final Departures departures = new Departures(lock);
  private final Writer writer;
  private final HealthTracker.Watch watch;
  private final @Nullable Checkups checkups; // null: no active checks
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private Roster roster = new Roster(); // guarded by lock
  private volatile @Nullable Throwable failure; // of the balancer, the last time it was asked
  private volatile Snapshot snapshot = Snapshot.empty(false);

  Cluster(Settings settings) {
    this.settings = settings;
    this.announcements = new Announcements(settings);
    this.writer =
        new Writer(lock, settings.scheduler(), () -> snapshot.members().size(), this::apply);
    this.watch = notNull(settings.health().watch(this), "watch of " + settings.health());
    this.checkups = Checkups.of(settings, this);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Done once any endpoint is in service. */
  CompletableFuture<Void> ready() {
    return ready.copy(); // whoever cancels it cancels nobody else's
  }

  HealthTracker.Watch watch() {
    return watch;
  }

  /** Why the balancer could make no picker the last time, or null if it could. */
  @Nullable Throwable failure() {
    return failure;
  }

  Announcements announcements() {
    return announcements;
  }

  /** Members and those that still finish requests, for people to look at. Takes no lock. */
  List<Node> allNodes() {
    List<Node> gone = List.copyOf(departures.leaving()); // first: who is in it is no member later
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
    long now = settings.ticker().nanos();
    Roster before = roster;
    Arrivals arrivals = new Arrivals(before, settings, now);
    Roster next = arrivals.roster(latest.values());
    roster = next;
    Snapshot old = snapshot;
    if (!publish(now, List.of(), () -> Rotation.anew(next, old, settings, now))) {
      roster = before;
      arrivals.revert();
      Ramps.apply(before, List.of(), old.panic(), settings.slowStart(), now);
      return;
    }
    arrivals.joined().forEach(this::joined);
    List<Node> left = arrivals.left();
    left.forEach(node -> leave(node, "no longer in the source's list"));
    announcements.membership(arrivals.joined().size(), left.size(), next.size());
  }

  private void joined(Node node) {
    announcements.joined(node);
    if (checkups != null) {
      checkups.begin(node);
    }
  }

  private void leave(Node node, String why) {
    departures.add(node);
    if (checkups != null) {
      checkups.end(node);
    }
    if (node.state() != NodeState.DRAINING) {
      move(node, NodeState.DRAINING, why);
    }
    node.leave();
    if (node.inFlight() == 0) {
      idle(node);
    }
  }

  /** Under the lock: a node that takes nothing new has nothing in flight. */
  private void idle(Node node) {
    if (departures.remove(node)) {
      move(node, NodeState.REMOVED, "idle");
      announcements.removed(node, true);
    }
    CompletableFuture<Void> drain = departures.idle(node);
    announcements.later(() -> drain.complete(null));
  }

  @Override
  public void failed(Throwable cause) {
    announcements.sourceFailed(cause);
    announcements.deliver();
  }

  @Override
  public List<Node> nodes() {
    return snapshot.members();
  }

  @Override
  public boolean accepts(Node node) {
    return node.state().isInService() && snapshot.spare() >= 1;
  }

  @Override
  public boolean lastMayGo() {
    return settings.ejection().minAvailable() == 0;
  }

  @Override
  public Severity severityOf(Throwable cause) {
    return settings.classifier().severityOf(cause);
  }

  @Override
  public void eject(Node node, String reason) {
    eject(node, reason, null);
  }

  /** Takes a node out, unless too few would be left. */
  @Override
  public void eject(Node node, String reason, @Nullable Duration out) {
    if (accepts(node)) {
      writer.ask(node, batch -> ejectIfSpare(batch, node, reason, out));
    }
  }

  private void ejectIfSpare(Batch batch, Node node, String reason, @Nullable Duration out) {
    Member member = roster.of(node);
    int spare = roster.inService() - settings.ejection().mustStay(roster.candidates());
    if (member != null && member.standing().state().isInService() && spare >= 1) {
      batch.change(member, ejected(member, reason, out, settings.ticker().nanos()));
    }
  }

  private Member ejected(Member member, String reason, @Nullable Duration out, long now) {
    int others = roster.inService() - (member.standing().state().isInService() ? 1 : 0);
    boolean hopeless = others == 0 || settings.panic().isPanic(others, roster.candidates());
    return member.ejected(settings.ejection(), reason, out, hopeless, now, settings.random().get());
  }

  /** A request has ended on a node that is not plainly healthy. */
  void ended(
      Node node, Outcome outcome, @Nullable Throwable cause, long start, long latency, long now) {
    if (node.state() == NodeState.PROBATION) {
      if (outcome == Outcome.IGNORED) {
        snapshot.giveBackTrial(node, start);
      } else {
        HealthTracker.Verdict verdict = watch.judge(node, outcome, cause, latency, now);
        writer.ask(node, batch -> judge(batch, node, verdict, cause, start, now));
      }
    } else if (node.isLeaving() && node.inFlight() == 0) {
      locked(
          () -> {
            if (node.isLeaving()) {
              idle(node);
            }
          });
    }
  }

  private void judge(
      Batch batch,
      Node node,
      HealthTracker.Verdict verdict,
      @Nullable Throwable cause,
      long start,
      long now) {
    Member member = roster.of(node);
    Trial trial = member == null ? null : member.trial();
    if (member == null || trial == null || !trial.countsFor(start)) {
      return;
    }
    switch (verdict) {
      case RESTORE -> {
        node.forgiveFailures();
        batch.change(
            member,
            member.with(
                member.standing().with(Standing.IN),
                "trial request succeeded",
                settings.slowStart(),
                now));
      }
      case TRY_AGAIN -> trial.giveBack(start);
      case EJECT -> {
        // Not the exception's text: it may hold whatever a user put there.
        String what = cause == null ? "" : ": " + cause.getClass().getName();
        Duration out = watch.outAgain(node);
        batch.change(member, ejected(member, "trial request failed" + what, out, now));
      }
    }
  }

  /** What active checks say of a node now; they come on the scheduler's thread. */
  void checked(Node node, Standing.Check check) {
    apply(List.of(batch -> checked(batch, node, check)));
  }

  private void checked(Batch batch, Node node, Standing.Check check) {
    Member member = roster.of(node);
    if (member != null && !member.standing().check().equals(check)) {
      boolean first = member.standing().check() instanceof Standing.Check.Awaited;
      Standing next = member.standing().with(check);
      batch.change(
          member,
          member.with(
              next,
              first ? "first check passed" : "check passes again",
              first && roster.inService() == 0 ? SlowStart.none() : settings.slowStart(),
              settings.ticker().nanos()));
    }
  }

  /** What time has changed: ejections served, slow starts gone on. One request does it. */
  void wake(long now) {
    writer.wake(() -> wakeUp(now));
  }

  private void wakeUp(long now) {
    locked(
        () -> {
          Batch batch = batch(now);
          for (Member member : List.copyOf(roster.restless())) {
            if (member.hasServed(now)) {
              batch.change(member, member.onProbation(settings.ejection(), now));
            } else if (isRampedUp(member, now)) {
              batch.change(member, member.rampedUp());
            }
          }
          if (!publish(batch, now)) {
            snapshot = snapshot.withAlarm(new Snapshot.Alarm(true, now + TRY_AGAIN_NANOS));
          }
        });
  }

  private boolean isRampedUp(Member member, long now) {
    return member.standing().state() == NodeState.SLOW_START
        && now - member.inSince() >= settings.slowStart().window().toNanos();
  }

  CompletableFuture<Void> drain(String id) {
    CompletableFuture<?>[] drain = new CompletableFuture<?>[1];
    locked(() -> drain[0] = drainMember(id));
    return drain[0].thenRun(() -> {}); // whoever cancels it cancels nobody else's
  }

  private CompletableFuture<Void> drainMember(String id) {
    Member member = member(id);
    Node node = member.node();
    if (member.standing().drained() == null) {
      change(id, "drained", standing -> standing.drained("drained by the application"), "drained");
      node.leave();
    }
    CompletableFuture<Void> idle = departures.whenIdle(node);
    if (node.inFlight() == 0) {
      idle(node);
    }
    return idle;
  }

  void undrain(String id) {
    locked(
        () -> {
          Member member = member(id);
          if (member.standing().drained() != null) {
            member.node().rejoin();
            change(id, "taken back", standing -> standing.drained(null), "drain taken back");
            departures.forget(member.node(), id + " was taken back before it was idle");
          }
        });
  }

  private Member member(String id) {
    Member member = roster.get(id);
    if (member == null) {
      throw new IllegalArgumentException(
          "id: %s (expected: one of %s)".formatted(id, roster.ids()));
    }
    return member;
  }

  private void change(String id, String what, UnaryOperator<Standing> next, String because) {
    Member member = member(id);
    long now = settings.ticker().nanos();
    Batch batch = batch(now);
    Standing standing = next.apply(member.standing());
    batch.change(member, member.with(standing, because, settings.slowStart(), now));
    if (!publish(batch, now)) {
      throw new IllegalStateException(
          "%s cannot be %s: %s failed".formatted(id, what, settings.balancer()), failure);
    }
  }

  /** Ends picks at once, waits for requests that run, and then lets go of what is left. */
  void close(Duration grace) {
    locked(
        () -> {
          List<Member> all = List.copyOf(roster.all());
          roster = new Roster();
          snapshot = Snapshot.empty(true);
          all.forEach(member -> leave(member.node(), "the load balancer is closed"));
        });
    if (checkups != null) {
      checkups.close();
    }
    ready.completeExceptionally(new IllegalStateException(settings.service() + " is closed"));
    departures.awaitAll(grace);
    for (Node node : List.copyOf(departures.leaving())) {
      announcements.removed(node, false);
    }
    announcements.deliver();
  }

  /** Changes asked for by requests, made and published together. */
  private void apply(List<Consumer<Batch>> changes) {
    locked(
        () -> {
          if (!snapshot.closed()) {
            long now = settings.ticker().nanos();
            Batch batch = batch(now);
            changes.forEach(change -> change.accept(batch));
            if (!batch.isEmpty()) {
              publish(batch, now);
            }
          }
        });
  }

  private Batch batch(long now) {
    return new Batch(roster, node -> moved(node, now));
  }

  private void moved(Node node, long now) {
    try {
      watch.moved(node, now);
    } catch (RuntimeException | Error e) {
      announcements.trackerFailed(settings.health(), e);
    }
  }

  private boolean publish(Batch batch, long now) {
    Snapshot before = snapshot;
    List<Node> changed = batch.nodes();
    boolean published =
        publish(now, changed, () -> Rotation.changed(changed, roster, before, settings, now));
    if (published) {
      batch.announce(announcements);
    } else {
      batch.revert();
      Ramps.apply(roster, changed, before.panic(), settings.slowStart(), now);
    }
    return published;
  }

  /** False if the balancer could make no picker; the snapshot is then as it was. */
  private boolean publish(
      long now, List<Node> changed, java.util.function.Supplier<Snapshot> make) {
    Snapshot before = snapshot;
    Snapshot next;
    try {
      Ramps.apply(roster, changed, Rotation.isPanic(roster, settings), settings.slowStart(), now);
      next = make.get();
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
    if (roster.inService() > 0 && !ready.isDone()) {
      announcements.later(() -> ready.complete(null));
    }
    return true;
  }

  private void move(Node node, NodeState to, String reason) {
    NodeState from = node.state();
    node.moveTo(to, reason);
    announcements.changed(node, from, to, reason);
  }
}
