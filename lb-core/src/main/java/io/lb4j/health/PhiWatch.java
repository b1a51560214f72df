package io.lb4j.health;

import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Phi accrual for one load balancer; see {@link PhiAccrual}. */
final class PhiWatch implements HealthTracker.Watch {
  private static final int ROUNDS_PER_PAUSE = 6;
  private static final int FORGOTTEN_PAUSES = 10;
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PhiAccrual rules;
  private final HealthTracker.Ejector ejector;
  private final NodeSlot<Heartbeats> heartbeats;
  private final Round round;

  PhiWatch(PhiAccrual rules, HealthTracker.Ejector ejector) {
    this.rules = rules;
    this.ejector = ejector;
    this.heartbeats = new NodeSlot<>(() -> new Heartbeats(rules.pauseNanos));
    this.round = new Round(Math.max(1, rules.pauseNanos / ROUNDS_PER_PAUSE));
  }

  @Override
  public void record(
      Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
    if (outcome == Outcome.SUCCESS) {
      heartbeats.of(node).beat(nowNanos);
    } else if (outcome == Outcome.FAILURE) {
      Heartbeats own = heartbeats.of(node);
      own.failed(nowNanos, FORGOTTEN_PAUSES * rules.pauseNanos);
      suspect(node, own, own.silenceWhileFailing(nowNanos));
    }
    if (round.isDue(nowNanos)) {
      round.run(nowNanos, () -> look(nowNanos));
    }
  }

  @Override
  public void probed(Node node, boolean passed, long nowNanos) {
    if (passed) {
      heartbeats.of(node).beat(nowNanos);
    }
  }

  private void look(long now) {
    List<Node> nodes = ejector.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Heartbeats own = heartbeats.of(node);
      own.underWay(node.inFlight() > 0, now);
      suspect(node, own, own.silenceWhileBusy(now));
    }
  }

  private void suspect(Node node, Heartbeats own, long silence) {
    if (silence <= rules.pauseNanos || !own.known() || !ejector.accepts(node)) {
      return;
    }
    double deviation = Math.max(rules.minDeviationNanos, own.deviation());
    double phi = PhiAccrual.phi(silence, own.mean() + rules.pauseNanos, deviation);
    if (phi > rules.threshold) {
      double seconds = silence / NANOS_PER_SECOND;
      ejector.eject(
          node, String.format(Locale.ROOT, "no success for %.1f s, phi is %.1f", seconds, phi));
    }
  }
}
