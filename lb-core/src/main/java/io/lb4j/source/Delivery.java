package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The way to one subscriber: one call at a time, in order, and none that begins after close().
 *
 * No lock is held during a call. Who brings news while another thread delivers leaves them there and
 * goes on, so sources that are stacked (merge, guarded, …) cannot wait for each other in a circle. Nor
 * does close() wait: a subscriber that hangs must not keep who closes. So one call that another thread
 * has begun already may still reach the subscriber; no further one does.
 *
 * A new delivery belongs to the thread that made it until open(): what comes in meanwhile is told as
 * one list, before subscribe() returns.
 */
final class Delivery implements EndpointSource.Subscription {
  private static final Logger log = LoggerFactory.getLogger(EndpointSource.class);
  private static final int MOST_WAITING = 16;

  private sealed interface News {
    void tell(EndpointSource.Subscriber subscriber);
  }

  private record Listed(List<Endpoint> endpoints) implements News {
    @Override
    public void tell(EndpointSource.Subscriber subscriber) {
      subscriber.endpoints(endpoints);
    }
  }

  private record Failed(Throwable cause) implements News {
    @Override
    public void tell(EndpointSource.Subscriber subscriber) {
      subscriber.failed(cause);
    }
  }

  private final EndpointSource.Subscriber subscriber;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<News> waiting = new ArrayDeque<>(); // guarded by lock
  private @Nullable Thread caller = Thread.currentThread(); // who delivers; guarded by lock
  private boolean closed; // guarded by lock

  Delivery(EndpointSource.Subscriber subscriber) {
    this.subscriber = notNull(subscriber, "subscriber");
  }

  /** Of lists that wait only the newest counts; of failures a few, should the subscriber hang. */
  private void add(News news) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (news instanceof Listed) {
        waiting.removeIf(Listed.class::isInstance);
      } else if (waiting.size() >= MOST_WAITING) {
        waiting.removeFirstOccurrence(
            waiting.stream().filter(Failed.class::isInstance).findFirst().orElseThrow());
      }
      waiting.add(news);
    } finally {
      lock.unlock();
    }
  }

  /** To be told with the next {@link #deliver}. */
  void endpoints(List<Endpoint> endpoints) {
    add(new Listed(endpoints));
  }

  /** To be told with the next {@link #deliver}. */
  void failed(Throwable cause) {
    add(new Failed(cause));
  }

  /** A change of the source's own state, not after close and not during another; then delivers. */
  void change(Runnable change) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      change.run();
    } finally {
      lock.unlock();
    }
    deliver();
  }

  /**
   * The first delivery, on the thread that subscribes; a subscriber that throws is not subscribed.
   */
  void open() {
    deliverAs(true);
  }

  /**
   * Tells what waits, unless another thread is about to. A subscriber that throws is told again.
   */
  void deliver() {
    lock.lock();
    try {
      if (caller != null) {
        return;
      }
      caller = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    deliverAs(false);
  }

  private void deliverAs(boolean first) {
    for (News news = next(); news != null; news = next()) {
      try {
        news.tell(subscriber);
      } catch (RuntimeException | Error e) {
        if (first) {
          end();
          throw e;
        }
        log.warn("subscriber {} failed; it is told again with the next change", subscriber, e);
      }
    }
  }

  private @Nullable News next() {
    lock.lock();
    try {
      News news = waiting.poll();
      if (news == null) {
        caller = null;
      }
      return news;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      caller = null;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    close(() -> {});
  }

  /** The same, with a last change of the source's own state; nothing of it changes after that. */
  void close(Runnable last) {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      last.run();
    } finally {
      lock.unlock();
    }
  }
}
