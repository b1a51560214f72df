package io.lb4j;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.load.Node;
import java.util.random.RandomGenerator;

/** What the writer remembers of one endpoint; read and written under the writer's lock only. */
final class Member {
  final Node node;
  private int ejections;
  private long outUntil;
  private long healthySince;

  Member(Node node, long now) {
    this.node = node;
    this.healthySince = now;
  }

  /** Every full first-ejection time spent healthy pays for one earlier ejection. */
  void ejected(EjectionPolicy policy, boolean fromHealthy, long now, RandomGenerator random) {
    if (fromHealthy) {
      long paid = (now - healthySince) / policy.first().toNanos();
      ejections = (int) Math.max(0, ejections - Math.max(0, paid));
    }
    outUntil = now + policy.nanosOut(ejections, random);
    ejections++;
  }

  void restored(long now) {
    healthySince = now;
  }

  boolean hasServed(long now) {
    return now - outUntil >= 0;
  }

  long outUntil() {
    return outUntil;
  }
}
