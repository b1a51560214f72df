package io.lb4j.health;

import io.lb4j.load.Node;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One node under active checks. Guarded by its prober's lock. */
final class Checked {
  final Node node;
  long dueAt;
  long startedAt;
  int attempt; // a result of any other is late
  boolean running; // until its listener has been told
  boolean asking; // until the result is there or the time is up
  @Nullable CompletableFuture<?> answer;
  private ProbeVerdict.@Nullable Health known;
  private boolean lastPassed;
  private int passed; // both: in a row
  private int failed;

  Checked(Node node, long dueAt) {
    this.node = node;
    this.dueAt = dueAt;
  }

  /** True if this result changes the node's health. */
  boolean changes(ProbeVerdict verdict, ProbePolicy policy) {
    ProbeVerdict.Health health = verdict.health();
    lastPassed = verdict.isPassed();
    passed = lastPassed ? passed + 1 : 0;
    failed = health == ProbeVerdict.Health.FAILED ? failed + 1 : 0;
    boolean enough =
        known == null
            || switch (health) {
              case PASSED -> passed >= policy.rise();
              case FAILED -> failed >= policy.fall();
              case DRAINING -> true;
            };
    if (health == known || !enough) {
      return false;
    }
    known = health;
    return true;
  }

  boolean isWell() {
    return lastPassed && known == ProbeVerdict.Health.PASSED;
  }
}
