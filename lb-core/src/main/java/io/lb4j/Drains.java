package io.lb4j;

import io.lb4j.load.Node;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** What the application takes out of service, and back. */
final class Drains {
  private final Settings settings;
  private final Cluster cluster;
  private final Departures departures;

  Drains(Settings settings, Cluster cluster, Departures departures) {
    this.settings = settings;
    this.cluster = cluster;
    this.departures = departures;
  }

  CompletableFuture<Void> drain(String id) {
    CompletableFuture<?>[] drain = new CompletableFuture<?>[1];
    cluster.locked(() -> drain[0] = drainMember(id));
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
      cluster.idle(node);
    }
    return idle;
  }

  void undrain(String id) {
    cluster.locked(
        () -> {
          Member member = member(id);
          if (member.standing().drained() != null) {
            member.node().rejoin(); // before it can be picked
            try {
              change(id, "taken back", standing -> standing.drained(null), "drain taken back");
            } catch (IllegalStateException e) {
              member.node().leave();
              throw e;
            }
            departures.forget(member.node(), id + " was taken back before it was idle");
          }
        });
  }

  private Member member(String id) {
    Member member = cluster.roster().get(id);
    if (member == null) {
      throw new IllegalArgumentException(
          "id: %s (expected: one of %s)".formatted(id, cluster.roster().ids()));
    }
    return member;
  }

  private void change(String id, String what, UnaryOperator<Standing> next, String because) {
    Member member = member(id);
    long now = settings.ticker().nanos();
    Batch batch = cluster.batch(now);
    Standing standing = next.apply(member.standing());
    batch.change(member, member.with(standing, because, settings.slowStart(), now));
    if (!cluster.publish(batch, now)) {
      throw new IllegalStateException(
          "%s cannot be %s: %s failed".formatted(id, what, settings.balancer()), cluster.failure());
    }
  }
}
