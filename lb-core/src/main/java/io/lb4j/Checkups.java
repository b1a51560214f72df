package io.lb4j;

import io.lb4j.health.HealthProbe;
import io.lb4j.health.ProbeListener;
import io.lb4j.health.ProbePolicy;
import io.lb4j.health.ProbeVerdict;
import io.lb4j.health.Prober;
import io.lb4j.load.Node;
import org.jspecify.annotations.Nullable;

/** The active checks of one load balancer's endpoints, and what follows from them. */
final class Checkups implements ProbeListener {
  /** What to ask, and how often. */
  record Plan(HealthProbe probe, ProbePolicy policy) {}

  private final Cluster cluster;
  private final Prober prober;

  private Checkups(Plan plan, Settings settings, Cluster cluster) {
    this.cluster = cluster;
    this.prober =
        new Prober(
            plan.probe(),
            plan.policy(),
            this,
            settings.scheduler(),
            settings.ticker(),
            settings.random());
  }

  /** Null if there are to be none. */
  static @Nullable Checkups of(Settings settings, Cluster cluster) {
    Plan plan = settings.probe();
    return plan == null ? null : new Checkups(plan, settings, cluster);
  }

  /** What is known of an endpoint before its first check. */
  static Standing.Check before(Settings settings) {
    Plan plan = settings.probe();
    return plan != null && plan.policy().waitForFirst() ? Standing.AWAITED : Standing.PASSING;
  }

  void begin(Node node) {
    prober.watch(node);
  }

  void end(Node node) {
    prober.forget(node);
  }

  void close() {
    prober.close();
  }

  @Override
  public void checked(Node node, ProbeVerdict verdict, long nowNanos) {
    cluster.fitness().watch().probed(node, verdict.isPassed(), nowNanos);
  }

  @Override
  public void probed(Node node, ProbeVerdict verdict) {
    cluster
        .fitness()
        .checked(
            node,
            switch (verdict.health()) {
              case PASSED -> Standing.PASSING;
              case FAILED -> new Standing.Check.Failing("check failed: " + verdict.reason());
              case DRAINING -> new Standing.Check.NotReady("not ready: " + verdict.reason());
            });
  }

  @Override
  public String toString() {
    return prober.toString();
  }
}
