package io.lb4j;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.load.Node;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the writer remembers of one endpoint; read and written under the writer's lock only. */
final class Member {
  final Node node;
  private int ejections;
  private long outUntil;
  private long healthySince;
  private @Nullable Trial trial;

  Member(Node node, long now) {
    this.node = node;
    this.healthySince = now;
  }

  /** As it is now, to go back to if a change cannot be carried out. */
  Member copy() {
    Member copy = new Member(node, healthySince);
    copy.ejections = ejections;
    copy.outUntil = outUntil;
    copy.trial = trial;
    return copy;
  }

  /** Every full first-ejection time spent healthy pays for one earlier ejection. */
  void ejected(EjectionPolicy policy, boolean fromHealthy, long now, RandomGenerator random) {
    if (fromHealthy) {
      long paid = (now - healthySince) / policy.first().toNanos();
      ejections = (int) Math.max(0, ejections - Math.max(0, paid));
    }
    outUntil = now + policy.nanosOut(ejections, random);
    ejections++;
    trial = null;
  }

  void onProbation(EjectionPolicy policy, long now) {
    trial = new Trial(node, now, policy.first().toNanos());
  }

  void restored(long now) {
    healthySince = now;
    trial = null;
  }

  @Nullable Trial trial() {
    return trial;
  }

  boolean hasServed(long now) {
    return now - outUntil >= 0;
  }

  long outUntil() {
    return outUntil;
  }
}
