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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
final class Cluster implements EndpointSource.Subscriber {
  private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  private final Settings settings;
  private final Announcements announcements;
  private final ReentrantLock lock = new ReentrantLock();
  private final Departures departures = new Departures(lock);
  private final Writer writer;
  private final Drains drains;
  private final Fitness fitness;
  private final @Nullable Checkups checkups; // null: no active checks
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private Roster roster = new Roster(); // guarded by lock
  private @Nullable List<Endpoint> refused; // by the balancer; guarded by lock
  private volatile @Nullable Throwable failure; // of the balancer, the last time it was asked
  private volatile Snapshot snapshot = Snapshot.empty(false);

  Cluster(Settings settings) {
    this.settings = settings;
    this.announcements = new Announcements(settings);
    this.writer =
        new Writer(
            settings.scheduler(),
            settings.ticker()::nanos,
            () -> snapshot.members().size() <= Writer.FEW_ENDPOINTS,
            () -> new Batch(roster, this::moved),
            () -> locked(this::publishPending));
    this.fitness = new Fitness(settings, this);
    this.checkups = Checkups.of(settings, this);
    this.drains = new Drains(settings, this, departures);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Done once any endpoint is in service. */
  CompletableFuture<Void> ready() {
    return ready.copy(); // whoever cancels it cancels nobody else's
  }

  Drains drains() {
    return drains;
  }

  Fitness fitness() {
    return fitness;
  }

  /** Under the lock only. */
  Roster roster() {
    return roster;
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

  /** Runs under the lock, publishes what is due, and says afterwards what there is to say. */
  void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      if (lock.getHoldCount() == 1 && writer.isDue()) {
        publishPending();
      }
    } finally {
      lock.unlock();
    }
    if (!lock.isHeldByCurrentThread()) {
      announcements.deliver();
    }
  }

  /** A change that requests or checks ask for. */
  void ask(Consumer<Batch> change) {
    locked(
        () -> {
          if (!snapshot.closed()) {
            try {
              writer.add(change);
            } catch (RuntimeException | Error e) {
              announcements.changeFailed(e);
            }
          }
        });
  }

  private void publishPending() {
    Batch batch = writer.take();
    writer.published();
    if (!batch.isEmpty() && !snapshot.closed()) {
      publish(batch, settings.ticker().nanos());
    }
  }

  @Override
  public void endpoints(List<Endpoint> endpoints) {
    locked(() -> accept(endpoints));
  }

  /** A list the balancer cannot cope with is tried again later: nobody may publish it twice. */
  private void accept(List<Endpoint> endpoints) {
    if (snapshot.closed()) {
      return;
    }
    publishPending();
    refused = null;
    try {
      if (!reconcile(byId(endpoints))) {
        refused = List.copyOf(endpoints);
        tryAgain(settings.ticker().nanos());
      }
    } catch (RuntimeException e) {
      announcements.sourceFailed(e);
    }
  }

  private void tryAgain(long now) {
    snapshot = snapshot.withAlarm(snapshot.alarm().orBefore(now + TRY_AGAIN_NANOS));
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

  private boolean reconcile(Map<String, Endpoint> latest) {
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
      return false;
    }
    arrivals.joined().forEach(this::joined);
    List<Node> left = arrivals.left();
    left.forEach(node -> leave(node, "no longer in the source's list"));
    announcements.membership(arrivals.joined().size(), left.size(), next.size());
    return true;
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
  void idle(Node node) {
    if (departures.remove(node)) {
      move(node, NodeState.REMOVED, "idle");
      announcements.removed(node, true);
    }
    CompletableFuture<Void> drain = departures.idle(node);
    announcements.afterwards(() -> drain.complete(null));
  }

  @Override
  public void failed(Throwable cause) {
    announcements.sourceFailed(cause);
    announcements.deliver();
  }

  /** A request has ended on a node that is not plainly healthy. */
  void ended(
      Node node, Outcome outcome, @Nullable Throwable cause, long start, long latency, long now) {
    if (node.state() == NodeState.PROBATION) {
      fitness.trialEnded(node, outcome, cause, start, latency, now);
    } else if (node.isLeaving() && node.inFlight() == 0) {
      locked(
          () -> {
            if (node.isLeaving() && node.inFlight() == 0) { // still, under the lock
              idle(node);
            }
          });
    }
  }

  /** What time has changed: ejections served, slow starts gone on. One request does it. */
  void wake(long now) {
    writer.wake(() -> wakeUp(now));
  }

  private void wakeUp(long now) {
    locked(
        () -> {
          List<Endpoint> again = refused;
          if (again != null) {
            accept(again);
          }
          Batch batch = writer.take();
          for (Member member : List.copyOf(roster.restless())) {
            if (member.hasServed(now)) {
              batch.change(member, member.onProbation(settings.ejection(), now));
            } else if (isRampedUp(member, now)) {
              batch.change(member, member.rampedUp());
            }
          }
          if (!publish(batch, now)) {
            tryAgain(now);
          }
        });
  }

  private boolean isRampedUp(Member member, long now) {
    return member.standing().state() == NodeState.SLOW_START
        && now - member.inSince() >= settings.slowStart().window().toNanos();
  }

  /** Ends picks at once, waits for requests that run, and then lets go of what is left. */
  void close(Duration grace) {
    if (snapshot.closed()) {
      return;
    }
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

  /** What was changed and not published, to be published with more; see {@link #publish}. */
  Batch batch() {
    return writer.take();
  }

  private void moved(Node node) {
    try {
      fitness.watch().moved(node, settings.ticker().nanos());
    } catch (RuntimeException | Error e) {
      announcements.trackerFailed(settings.health(), e);
    }
  }

  /** False if the balancer could make no picker; everything is then as it was. */
  boolean publish(Batch batch, long now) {
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
    if (refused != null) { // the new snapshot's alarm knows nothing of it
      tryAgain(now);
    }
    if (next.panic() != before.panic()) {
      announcements.panic(next);
    }
    if (roster.inService() > 0 && !ready.isDone()) {
      announcements.afterwards(() -> ready.complete(null));
    }
    return true;
  }

  private void move(Node node, NodeState to, String reason) {
    NodeState from = node.state();
    node.moveTo(to, reason);
    announcements.changed(node, from, to, reason);
  }
}
