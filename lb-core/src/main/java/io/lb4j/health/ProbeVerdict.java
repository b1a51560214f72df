package io.lb4j.health;

import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

/**
 * What one active check of an endpoint has shown. Immutable.
 *
 * @param health what it means for the endpoint
 * @param reason why, in words for people, without secrets; empty if it passed
 */
public record ProbeVerdict(Health health, String reason) {
  private static final ProbeVerdict PASSED = new ProbeVerdict(Health.PASSED, "");

  /** The three things a check can say. */
  public enum Health {
    /** Alive and ready. */
    PASSED,
    /** Not alive: it is to be ejected. */
    FAILED,
    /** Alive, and wants no new requests: it is to be drained, and may come back. */
    DRAINING
  }

  /** Refuses null. */
  public ProbeVerdict {
    notNull(health, "health");
    notNull(reason, "reason");
  }

  /** Alive and ready. */
  public static ProbeVerdict passed() {
    return PASSED;
  }

  /** Not alive: nobody answers, or answers that it is broken. */
  public static ProbeVerdict failed(String reason) {
    return new ProbeVerdict(Health.FAILED, notBlank(reason, "reason"));
  }

  /** Alive but not ready, for example a 503 from a readiness check. */
  public static ProbeVerdict draining(String reason) {
    return new ProbeVerdict(Health.DRAINING, notBlank(reason, "reason"));
  }

  /** True if alive and ready. */
  public boolean isPassed() {
    return health == Health.PASSED;
  }
}
