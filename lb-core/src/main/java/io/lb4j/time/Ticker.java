package io.lb4j.time;

/**
 * Monotonic time in nanoseconds: all of lb4j measures with one of these, so tests move time by
 * hand.
 *
 * <p>Values have no relation to the calendar and may overflow: subtract them, never compare them.
 *
 * <p><b>Thread safety:</b> implementations must be safe for use by many threads. <b>Cost:</b> read
 * once or twice per request; {@link #system()} takes about 25 ns.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since an arbitrary but fixed instant. */
  long nanos();

  /** The JVM's own clock, {@link System#nanoTime()}. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
