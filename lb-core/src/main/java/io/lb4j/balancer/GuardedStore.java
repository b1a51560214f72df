package io.lb4j.balancer;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that never throws: while the one behind it fails, no key is known. */
final class GuardedStore implements StickyStore {
  private static final Logger log = LoggerFactory.getLogger(GuardedStore.class);

  private final StickyStore store;
  private static final int GET = 1;
  private static final int PUT = 2;
  private static final int REMOVE = 4;

  /** Which methods failed when last called: a store may be readable and not writable. */
  private final AtomicInteger failing = new AtomicInteger();

  GuardedStore(StickyStore store) {
    this.store = store;
  }

  @Override
  public @Nullable String get(String key) {
    try {
      String id = store.get(key);
      worked(GET);
      return id;
    } catch (RuntimeException e) {
      failed(GET, e);
      return null;
    }
  }

  @Override
  public @Nullable String putIfAbsent(String key, String endpointId) {
    try {
      String id = store.putIfAbsent(key, endpointId);
      worked(PUT);
      return id;
    } catch (RuntimeException e) {
      failed(PUT, e);
      return null;
    }
  }

  @Override
  public void remove(String key, String endpointId) {
    try {
      store.remove(key, endpointId);
      worked(REMOVE);
    } catch (RuntimeException e) {
      failed(REMOVE, e);
    }
  }

  /** Said once, not for each request. */
  private void failed(int method, RuntimeException cause) {
    if (failing.getAndUpdate(methods -> methods | method) == 0) {
      log.warn("sticky store {} failed, keys do not stick until it works again", store, cause);
    }
  }

  private void worked(int method) {
    if (failing.get() != 0 && failing.getAndUpdate(methods -> methods & ~method) == method) {
      log.info("sticky store {} works again", store);
    }
  }
}
