package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Asks somebody for the list, again and again, and tells all its subscribers. All sources that ask
 * (DNS, SRV, files, users' registries) are one of these.
 *
 * It asks while somebody is subscribed: the first subscriber starts a session, the last one to go ends
 * it, with its thread. Questions never overlap, not even those of two sessions: if the last session's
 * question still hangs, the new session's first one is asked when that has come back; its answer
 * belongs to nobody.
 *
 * The lock is held neither while asking nor while telling.
 */
final class Poller implements EndpointSource {
  /** The same failure is told again so often, or each poll if that is longer. */
  private static final long REMIND_NANOS = Duration.ofSeconds(30).toNanos();

  /** Asks once. What went wrong in part is handed to {@code trouble}. */
  @FunctionalInterface
  interface Question {
    @Nullable List<Endpoint> ask(Consumer<Throwable> trouble) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(EndpointSource.class);

  private final String name;
  private final Supplier<Question> questions;
  private final Polling polling;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Delivery> deliveries = new ArrayList<>(); // guarded by lock
  private @Nullable Session session; // guarded by lock
  private @Nullable Thread asking; // guarded by lock
  private boolean interrupted; // if asking is, by us; guarded by lock

  /** {@code questions} makes one for each session: what it remembers ends with the session. */
  Poller(String name, Supplier<Question> questions, Polling polling) {
    this.name = name;
    this.questions = questions;
    this.polling = polling;
  }

  /** From the first subscriber to the last. */
  private final class Session {
    final Question question = questions.get();
    final ScheduledExecutorService scheduler = polling.scheduler(name);
    final CountDownLatch answered = new CountDownLatch(1);
    // All guarded by lock.
    @Nullable List<Endpoint> known;
    @Nullable Future<?> next;
    int failures; // in a row
    List<Throwable> trouble = List.of(); // of the last answer
    String toldTrouble = "";
    long silentNanos; // since then, as far as planned

    void schedule(long nanos) {
      try {
        next = scheduler.schedule(() -> poll(this), nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) { // the user's scheduler has been shut down
        answered.countDown();
        deliveries.forEach(each -> each.failed(e));
      }
    }

    void end() {
      if (next != null) {
        next.cancel(false);
      }
      if (polling.ownsScheduler()) {
        scheduler.shutdown();
      }
      answered.countDown();
    }
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    Delivery delivery = new Delivery(subscriber);
    Session current = join(delivery);
    try {
      await(current.answered);
      delivery.open();
    } catch (RuntimeException | Error e) {
      leave(delivery);
      throw e;
    }
    return () -> {
      leave(delivery);
      delivery.close();
    };
  }

  private Session join(Delivery delivery) {
    lock.lock();
    try {
      deliveries.add(delivery);
      Session current = session;
      if (current == null) {
        current = new Session();
        session = current;
        if (asking == null) {
          current.schedule(0);
        }
      }
      if (current.known != null) {
        delivery.endpoints(current.known);
      }
      current.trouble.forEach(delivery::failed);
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void await(CountDownLatch answered) {
    try {
      if (!answered.await(polling.firstWait().toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("{}: no answer yet; it is published when it comes", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave(Delivery delivery) {
    lock.lock();
    try {
      deliveries.removeIf(each -> each == delivery);
      Session last = session;
      if (deliveries.isEmpty() && last != null) {
        session = null;
        last.end();
        if (asking != null) {
          interrupted = true;
          asking.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void poll(Session mine) {
    if (!begin(mine)) {
      return;
    }
    List<Throwable> trouble = new ArrayList<>();
    List<Endpoint> found = null;
    try {
      found = EndpointLists.checked(notNull(mine.question.ask(trouble::add), "endpoints"));
    } catch (Exception | Error e) { // an Error, too, must not end the polling
      trouble.add(e);
    }
    List<Delivery> told = finish(mine, found, trouble);
    mine.answered.countDown();
    told.forEach(Delivery::deliver);
  }

  private boolean begin(Session mine) {
    lock.lock();
    try {
      if (session != mine || asking != null) {
        return false;
      }
      asking = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whom to tell. */
  private List<Delivery> finish(
      Session mine, @Nullable List<Endpoint> found, List<Throwable> trouble) {
    lock.lock();
    try {
      asking = null;
      if (interrupted) {
        interrupted = false;
        Thread.interrupted(); // was meant for the question, not for what the thread does next
      }
      Session current = session;
      if (current == mine) {
        take(mine, found, trouble);
      } else if (current != null && current.next == null) {
        current.schedule(0);
      }
      return List.copyOf(deliveries);
    } finally {
      lock.unlock();
    }
  }

  private void take(Session mine, @Nullable List<Endpoint> found, List<Throwable> trouble) {
    // An unchanged list is told again after a failure, so that all know it is over.
    if (found != null && (mine.failures > 0 || !found.equals(mine.known))) {
      mine.known = found;
      List<Endpoint> news = found;
      deliveries.forEach(each -> each.endpoints(news));
    }
    mine.trouble = List.copyOf(trouble);
    if (trouble.isEmpty()) {
      mine.toldTrouble = "";
    } else if (isNews(mine)) {
      deliveries.forEach(each -> trouble.forEach(each::failed));
    }
    mine.failures = found == null ? mine.failures + 1 : 0;
    long nanos = polling.nextNanos(mine.failures);
    mine.silentNanos += nanos;
    mine.schedule(nanos);
  }

  private static boolean isNews(Session mine) {
    String trouble = mine.trouble.toString();
    if (trouble.equals(mine.toldTrouble) && mine.silentNanos < REMIND_NANOS) {
      return false;
    }
    mine.toldTrouble = trouble;
    mine.silentNanos = 0;
    return true;
  }

  @Override
  public String toString() {
    return name + " " + polling;
  }
}
