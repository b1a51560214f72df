package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import io.lb4j.load.SlowStart;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Who is fit and who is not: turns what the tracker says of requests, what trials have shown, and what
 * checks find into changes of members, and hands those to the writer.
 */
final class Fitness implements HealthTracker.Ejector {
  private final Settings settings;
  private final Cluster cluster;
  private final HealthTracker.Watch watch;

  Fitness(Settings settings, Cluster cluster) {
    this.settings = settings;
    this.cluster = cluster;
    this.watch = notNull(settings.health().watch(this), "watch of " + settings.health());
  }

  HealthTracker.Watch watch() {
    return watch;
  }

  @Override
  public List<Node> nodes() {
    return cluster.snapshot().members();
  }

  @Override
  public boolean accepts(Node node) {
    return node.state().isInService() && cluster.snapshot().spare() >= 1;
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
      cluster.ask(batch -> ejectIfSpare(batch, node, reason, out));
    }
  }

  private void ejectIfSpare(Batch batch, Node node, String reason, @Nullable Duration out) {
    Member member = cluster.roster().of(node);
    int spare =
        cluster.roster().inService() - settings.ejection().mustStay(cluster.roster().candidates());
    if (member != null && member.standing().state().isInService() && spare >= 1) {
      batch.change(member, ejected(member, reason, out, settings.ticker().nanos()));
    }
  }

  private Member ejected(Member member, String reason, @Nullable Duration out, long now) {
    Roster roster = cluster.roster();
    int others = roster.inService() - (member.standing().state().isInService() ? 1 : 0);
    boolean hopeless = others == 0 || settings.panic().isPanic(others, roster.candidates());
    return member.ejected(settings.ejection(), reason, out, hopeless, now, settings.random().get());
  }

  /** A request has ended on a node on probation. */
  void trialEnded(
      Node node, Outcome outcome, @Nullable Throwable cause, long start, long latency, long now) {
    if (outcome == Outcome.IGNORED) {
      cluster.snapshot().giveBackTrial(node, start);
    } else {
      HealthTracker.Verdict verdict = watch.judge(node, outcome, cause, latency, now);
      Duration out = verdict == HealthTracker.Verdict.EJECT ? watch.outAgain(node) : null;
      // Not the exception's text: it may hold whatever a user put there.
      String what = cause == null ? "" : ": " + cause.getClass().getName();
      cluster.ask(
          batch -> judge(batch, node, verdict, "trial request failed" + what, out, start, now));
    }
  }

  private void judge(
      Batch batch,
      Node node,
      HealthTracker.Verdict verdict,
      String failure,
      @Nullable Duration out,
      long start,
      long now) {
    Member member = cluster.roster().of(node);
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
      case EJECT -> batch.change(member, ejected(member, failure, out, now));
    }
  }

  /** What active checks say of a node now; they come on the scheduler's thread. */
  void checked(Node node, Standing.Check check) {
    cluster.ask(batch -> checked(batch, node, check));
  }

  private void checked(Batch batch, Node node, Standing.Check check) {
    Member member = cluster.roster().of(node);
    if (member != null && !member.standing().check().equals(check)) {
      boolean first = member.standing().check() instanceof Standing.Check.Awaited;
      Standing next = member.standing().with(check);
      batch.change(
          member,
          member.with(
              next,
              first ? "first check passed" : "check passes again",
              first && cluster.roster().inService() == 0 ? SlowStart.none() : settings.slowStart(),
              settings.ticker().nanos()));
    }
  }
}
