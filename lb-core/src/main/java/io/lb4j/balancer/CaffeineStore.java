package io.lb4j.balancer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lb4j.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The only class that knows Caffeine. Its upkeep runs on the threads that use it: no pool. */
final class CaffeineStore implements StickyStore {
  private final Cache<String, String> endpoints;

  CaffeineStore(Duration ttl, long maxKeys, Ticker ticker) {
    this.endpoints =
        Caffeine.newBuilder()
            .expireAfterAccess(ttl)
            .maximumSize(maxKeys)
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public @Nullable String get(String key) {
    return endpoints.getIfPresent(key);
  }

  @Override
  public @Nullable String putIfAbsent(String key, String endpointId) {
    return endpoints.asMap().putIfAbsent(key, endpointId);
  }

  @Override
  public void remove(String key, String endpointId) {
    endpoints.asMap().remove(key, endpointId);
  }

  @Override
  public String toString() {
    return "about " + endpoints.estimatedSize() + " keys in memory";
  }
}
