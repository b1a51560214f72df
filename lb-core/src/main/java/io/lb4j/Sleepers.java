package io.lb4j;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The calls of one load balancer that wait, for time or for room: woken when it closes, because then
 * there is nothing left to wait for. Who comes after that is woken at once.
 */
final class Sleepers {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Set<Runnable> wakes = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Calls {@code wake} once if all is closed before {@link #remove}; each must be another object.
   */
  void add(Runnable wake) {
    wakes.add(wake);
    if (closed) { // close() may have passed before it was in the set
      wake(wake);
    }
  }

  void remove(Runnable wake) {
    wakes.remove(wake);
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
    wakes.forEach(this::wake);
  }

  private void wake(Runnable wake) {
    if (wakes.remove(wake)) {
      try {
        wake.run();
      } catch (RuntimeException | Error e) { // the others want to be woken as well
        log.warn("a call that waited did not end well", e);
      }
    }
  }
}
