package io.lb4j;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.load.Node;
import io.lb4j.load.SlowStart;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows of one endpoint at one time. Immutable: a change makes another one, so a
 * change that cannot be carried out has nothing to undo here.
 *
 * @param ejections by its requests, less those it has paid for by being well
 * @param inSince when it came into service the last time
 */
record Member(Node node, Standing standing, int ejections, long inSince) {
  static Member joining(Node node, Standing standing, long now) {
    return new Member(node, standing, 0, now);
  }

  String id() {
    return node.endpoint().id();
  }

  /** With what else is known; comes into service, or back, if that follows from it. */
  Member with(Standing next, String because, SlowStart slowStart, long now) {
    boolean enters = next.state().isInService() && !standing.state().isInService();
    return enters
        ? new Member(node, next.inService(because, slowStart.isOn()), ejections, now)
        : new Member(node, next, ejections, inSince);
  }

  /**
   * Every full first-ejection time spent in service pays for one earlier ejection.
   *
   * @param hopeless too few others are fit: whoever is well again is needed soon, so the time out
   *     does not grow
   */
  Member ejected(
      EjectionPolicy policy,
      String reason,
      @Nullable Duration out,
      boolean hopeless,
      long now,
      RandomGenerator random) {
    int unpaid = ejections;
    if (standing.state().isInService()) {
      long paid = Math.max(0, (now - inSince) / policy.first().toNanos());
      unpaid = (int) Math.max(0, ejections - paid);
    }
    int earlier = hopeless ? 0 : unpaid;
    long nanosOut = out == null ? policy.nanosOut(earlier, random) : out.toNanos();
    Standing outside = standing.with(new Standing.Passive.Out(reason, now + nanosOut));
    return new Member(node, outside, earlier + 1, inSince);
  }

  Member onProbation(EjectionPolicy policy, long now) {
    Trial trial = new Trial(node, now, policy.first().toNanos());
    return new Member(node, standing.with(new Standing.Passive.OnTrial(trial)), ejections, inSince);
  }

  Member rampedUp() {
    return new Member(node, standing.inService("slow start is over", false), ejections, inSince);
  }

  /** The way back it is offered now, or null. */
  @Nullable Trial trial() {
    return standing.passive() instanceof Standing.Passive.OnTrial onTrial ? onTrial.trial() : null;
  }

  boolean hasServed(long now) {
    return standing.passive() instanceof Standing.Passive.Out out && now - out.untilNanos() >= 0;
  }
}
