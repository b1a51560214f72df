package io.lb4j.examples.postgres;

import java.time.Duration;

/** How long anything may take before it counts as failed; generous, for loaded machines. */
final class Limits {
  /** A server from launch to "ready"; 0.3 s on a quiet machine. */
  static final Duration START = Duration.ofMinutes(1);

  /** initdb; 1 s on a quiet machine. */
  static final Duration INITDB = Duration.ofMinutes(2);

  /** Another JVM unpacking 60 MB; 2 s on a quiet machine. */
  static final Duration UNPACK = Duration.ofMinutes(2);

  /** A fast shutdown; a primary waits for its standbys, and a frozen one never answers. */
  static final Duration STOP = Duration.ofSeconds(10);

  /** The end of killed processes, and of an immediate shutdown (PostgreSQL's own limit is 5 s). */
  static final Duration DEATH = Duration.ofSeconds(15);

  static final Duration SIGNAL = Duration.ofSeconds(15);

  /** A standby reaching a state it was told to take: paused, resumed, promoted. */
  static final Duration REPLICATION = Duration.ofSeconds(30);

  private Limits() {}
}
