package io.lb4j.health;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.load.Node;
import io.lb4j.time.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks nodes again and again, and tells a listener when their health changes. The load balancer
 * has one; use it yourself only to check things outside of any.
 *
 * <p>One timer ticks for all nodes, and none while there is nothing to watch. In each tick checks
 * that take too long are given up, and due ones started, the longest due first, as many as the
 * policy allows at a time: nothing queues up. Results come back on the scheduler's thread.
 *
 * <p><b>Thread safety:</b> safe. <b>Cost:</b> a look at each node per tick, 10 to 100 ms.
 */
public final class Prober implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Prober.class);
  private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int TICKS_IN_TIMEOUT = 10;

  private final HealthProbe probe;
  private final ProbePolicy policy;
  private final ProbeListener listener;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final Supplier<? extends RandomGenerator> random;
  private final long tickNanos;
  private final long timeoutNanos;
  private final String late;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Node, Checked> watched = new LinkedHashMap<>(); // guarded by lock, as is all
  private int running;
  private boolean ticking;
  private boolean closed;

  /**
   * A prober that watches nobody yet, and so does nothing.
   *
   * @param scheduler runs the ticks and tells the listener; not shut down by {@link #close}
   * @param random jitter
   */
  public Prober(
      HealthProbe probe,
      ProbePolicy policy,
      ProbeListener listener,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Supplier<? extends RandomGenerator> random) {
    this.probe = notNull(probe, "probe");
    this.policy = notNull(policy, "policy");
    this.listener = notNull(listener, "listener");
    this.scheduler = notNull(scheduler, "scheduler");
    this.ticker = notNull(ticker, "ticker");
    this.random = notNull(random, "random");
    this.timeoutNanos = policy.timeout().toNanos();
    this.late = "no answer within " + policy.timeout().toMillis() + " ms";
    long shortest = Math.min(timeoutNanos, policy.whileUnhealthy().toNanos());
    this.tickNanos = Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / TICKS_IN_TIMEOUT));
  }

  /** Checks {@code node} from now on, the first time within an interval. Once is enough. */
  public void watch(Node node) {
    lock.lock();
    try {
      if (!closed && !watched.containsKey(node)) {
        long first = policy.nanosToFirst(random.get());
        watched.put(node, new Checked(node, ticker.nanos() + first));
        if (!ticking) {
          ticking = schedule(Math.min(first, tickNanos));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Checks {@code node} no more. A result that another thread is just telling may still come. */
  public void forget(Node node) {
    @Nullable CompletableFuture<?> unwanted;
    lock.lock();
    try {
      Checked gone = watched.remove(node);
      unwanted = gone == null ? null : abandon(gone);
    } finally {
      lock.unlock();
    }
    cancel(unwanted);
  }

  /** Forgets all nodes. Nothing is left but, for one tick, the timer. */
  @Override
  public void close() {
    List<@Nullable CompletableFuture<?>> unwanted = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      watched.values().forEach(each -> unwanted.add(abandon(each)));
      watched.clear();
    } finally {
      lock.unlock();
    }
    unwanted.forEach(Prober::cancel);
  }

  /** How many nodes it watches. */
  public int size() {
    lock.lock();
    try {
      return watched.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many checks are under way. */
  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Whatever comes of its check is late from now on. */
  private @Nullable CompletableFuture<?> abandon(Checked each) {
    CompletableFuture<?> answer = each.answer;
    each.attempt++;
    each.answer = null;
    if (each.running) {
      each.running = false;
      each.asking = false;
      running--;
    }
    return answer;
  }

  private static void cancel(@Nullable CompletableFuture<?> answer) {
    if (answer != null) {
      answer.cancel(true);
    }
  }

  private boolean schedule(long delayNanos) {
    try {
      scheduler.schedule(this::tick, delayNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the scheduler is shut down: so are we
    }
  }

  private void tick() {
    List<Runnable> overdue = new ArrayList<>();
    List<Checked> due = new ArrayList<>();
    long now = ticker.nanos();
    lock.lock();
    try {
      ticking = !watched.isEmpty() && schedule(tickNanos);
      for (Checked each : watched.values()) {
        if (each.asking && now - each.startedAt >= timeoutNanos) {
          int attempt = each.attempt;
          overdue.add(() -> ended(each, attempt, ProbeVerdict.failed(late)));
        } else if (!each.running && now - each.dueAt >= 0) {
          due.add(each);
        }
      }
    } finally {
      lock.unlock();
    }
    overdue.forEach(Runnable::run);
    due.sort(Comparator.comparingLong(each -> each.dueAt - now));
    for (Checked each : due) {
      if (!start(each)) {
        break;
      }
    }
  }

  /** False if as many are under way as may be. */
  private boolean start(Checked each) {
    int attempt;
    lock.lock();
    try {
      if (running >= policy.maxConcurrent()) {
        return false;
      }
      if (each.running || watched.get(each.node) != each) {
        return true; // forgotten since
      }
      running++;
      each.running = true;
      each.asking = true;
      each.startedAt = ticker.nanos();
      attempt = ++each.attempt;
    } finally {
      lock.unlock();
    }
    ask(each, attempt);
    return true;
  }

  private void ask(Checked each, int attempt) {
    try {
      CompletableFuture<ProbeVerdict> answer =
          notNull(probe.check(each.node.endpoint(), policy.timeout()), "check")
              .toCompletableFuture();
      if (!keep(each, attempt, answer)) {
        answer.cancel(true); // forgotten in between
      }
      answer.whenComplete((verdict, thrown) -> answered(each, attempt, verdict, thrown));
    } catch (RuntimeException | Error e) {
      ended(each, attempt, ProbeVerdict.failed(Reasons.of(e)));
    }
  }

  private boolean keep(Checked each, int attempt, CompletableFuture<?> answer) {
    lock.lock();
    try {
      boolean wanted = each.attempt == attempt;
      each.answer = wanted ? answer : each.answer;
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** On the probe's thread, which is not ours to keep. */
  private void answered(
      Checked each, int attempt, @Nullable ProbeVerdict verdict, @Nullable Throwable thrown) {
    ProbeVerdict result =
        thrown != null || verdict == null ? ProbeVerdict.failed(Reasons.of(thrown)) : verdict;
    try {
      if (isAwaited(each, attempt)) { // late ones are not even queued
        scheduler.execute(() -> ended(each, attempt, result));
      }
    } catch (RejectedExecutionException e) {
      forget(each.node); // the scheduler is shut down
    }
  }

  private boolean isAwaited(Checked each, int attempt) {
    lock.lock();
    try {
      return each.asking && each.attempt == attempt;
    } finally {
      lock.unlock();
    }
  }

  private void ended(Checked each, int attempt, ProbeVerdict verdict) {
    @Nullable CompletableFuture<?> answer;
    boolean changed;
    lock.lock();
    try {
      if (!each.asking || each.attempt != attempt) {
        return;
      }
      each.asking = false;
      answer = each.answer;
      each.answer = null;
      changed = each.changes(verdict, policy);
    } finally {
      lock.unlock();
    }
    cancel(answer); // nothing happens if it has ended
    tell(each.node, verdict, changed);
    rest(each, attempt);
  }

  /** A listener that fails must end neither the checks of this node nor the tick for the others. */
  private void tell(Node node, ProbeVerdict verdict, boolean changed) {
    try {
      listener.checked(node, verdict, ticker.nanos());
      if (changed) {
        listener.probed(node, verdict);
      }
    } catch (RuntimeException | Error e) {
      log.warn("{}: {} could not be told to {}", node.endpoint().id(), verdict, listener, e);
    }
  }

  /** Only now may the next check of this node begin: its listener hears one thing at a time. */
  private void rest(Checked each, int attempt) {
    lock.lock();
    try {
      if (each.running && each.attempt == attempt) {
        each.running = false;
        running--;
        each.dueAt = ticker.nanos() + policy.nanosToNext(each.isWell(), random.get());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "Prober[" + size() + " nodes, every " + policy.interval() + "]";
  }
}
