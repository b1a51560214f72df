package io.lb4j.balancer;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint a key sticks to, by the endpoint's id: what {@link Balancers#sticky(Balancer,
 * StickyStore)} remembers. Write your own to share it between processes; each method is one command
 * of any key-value store.
 *
 * <p>How long a key is remembered is the store's own affair; some time after its last use is usual.
 * Two load balancers whose endpoints differ must not share a store.
 *
 * <p>The methods are called on the path of a request: one that is slow makes every pick slow. One
 * that throws costs a log line, and the key is treated as unknown for that request.
 *
 * <p><b>Thread safety:</b> implementations must be safe for use by many threads.
 */
public interface StickyStore {
  /** Id of the endpoint {@code key} sticks to, or null if none is known. */
  @Nullable String get(String key);

  /**
   * Remembers an endpoint for {@code key}, unless one is remembered already: so that of two first
   * requests at once one decides for both.
   *
   * @return the id that was there before and stays, or null if there was none
   */
  @Nullable String putIfAbsent(String key, String endpointId);

  /** Forgets {@code key}, if it still sticks to {@code endpointId}. */
  void remove(String key, String endpointId);

  /**
   * A store in this process, bounded in size: the least used keys are forgotten first.
   *
   * @param ttl how long a key is remembered after its last use, more than 0
   * @param maxKeys how many keys are remembered, 1 or more; each costs about 150 bytes
   */
  static StickyStore inMemory(Duration ttl, long maxKeys) {
    check(notNull(ttl, "ttl").compareTo(Duration.ZERO) > 0, "ttl", ttl, "more than 0");
    check(maxKeys >= 1, "maxKeys", maxKeys, ">= 1");
    return new CaffeineStore(ttl, maxKeys, Ticker.system());
  }
}
