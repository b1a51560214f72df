package io.lb4j;

import io.lb4j.load.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Finds the leases that are never ended, without a list of all of them: most live for milliseconds.
 *
 * Every lease is put into the next place of a small ring, one ring for each few threads. Whoever was
 * there before has usually ended; one that has not moves on to a larger ring, and from there, at last,
 * into a set. So a short lease costs one exchange, and only long ones (or thousands at a time) cost
 * more. The exchange is atomic, the count of places need not be: whatever is overwritten is looked at.
 *
 * Now and then all of that is searched for old ones, by the scheduler's thread; the requests themselves
 * see when it is time.
 */
final class OpenLeases {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Lease[].class);
  private static final int STRIPES =
      Math.min(32, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors()));
  private static final int SHORT = 128;
  private static final int LONG = 4096;
  private static final int SEARCHES_AN_AGE = 4;
  private static final int FIRST_SWEEP = 1024;

  private final long ageNanos;
  private final Settings settings;
  private final Ring[] stripes = new Ring[STRIPES];
  private final Ring longer = new Ring(LONG);
  private final Set<Lease> longest = ConcurrentHashMap.newKeySet();
  private final @Nullable Map<Lease, Throwable> stacks;
  private final AtomicLong nextSearch;
  private final AtomicLong leaks = new AtomicLong();
  private volatile int sweepAt = FIRST_SWEEP;

  OpenLeases(Settings settings) {
    this.settings = settings;
    this.ageNanos = settings.leakGuard().age().toNanos();
    this.stacks = settings.leakGuard().stacks() ? new ConcurrentHashMap<>() : null;
    this.nextSearch = new AtomicLong(settings.ticker().nanos() + ageNanos / SEARCHES_AN_AGE);
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Ring(SHORT);
    }
  }

  /**
   * Some slots, and where the next lease goes; a lost count only means that a slot is used twice.
   */
  private static final class Ring {
    private final Lease[] slots;
    private int next;

    Ring(int size) {
      this.slots = new Lease[size];
    }

    /** Takes the lease in, and gives one back that has not ended, or null. */
    @Nullable Lease put(Lease lease) {
      Lease before = (Lease) SLOT.getAndSet(slots, next++ & slots.length - 1, lease);
      return before == null || before.isEnded() || before.isLasting() ? null : before;
    }
  }

  void opened(Lease lease, long now) {
    if (stacks != null) {
      stacks.put(lease, new Throwable("acquired here"));
    }
    Lease still = stripes[(int) Thread.currentThread().getId() & STRIPES - 1].put(lease);
    if (still != null) {
      moveOn(still);
    }
    long due = nextSearch.get();
    if (now - due >= 0 && nextSearch.compareAndSet(due, now + ageNanos / SEARCHES_AN_AGE)) {
      search(now);
    }
  }

  private void moveOn(Lease lease) {
    Lease still = longer.put(lease);
    if (still != null) {
      longest.add(still);
      if (longest.size() > sweepAt) {
        longest.removeIf(Lease::isEnded);
        sweepAt = Math.max(FIRST_SWEEP, 2 * longest.size());
      }
    }
  }

  /** Only needed, and only called, with stacks. */
  void ended(Lease lease) {
    if (stacks != null) {
      stacks.remove(lease);
    }
  }

  boolean keepsStacks() {
    return stacks != null;
  }

  private void search(long now) {
    try {
      settings.scheduler().execute(() -> abandonOld(now));
    } catch (RejectedExecutionException e) { // closed: nobody will look at the counts again
      longest.clear();
    }
  }

  private void abandonOld(long now) {
    for (Ring ring : stripes) {
      abandonOld(ring, now);
    }
    abandonOld(longer, now);
    for (Iterator<Lease> leases = longest.iterator(); leases.hasNext(); ) {
      Lease lease = leases.next();
      abandonIfOld(lease, now);
      if (lease.isEnded()) {
        leases.remove();
      }
    }
  }

  private void abandonOld(Ring ring, long now) {
    for (int i = 0; i < ring.slots.length; i++) {
      Lease lease = (Lease) SLOT.getAcquire(ring.slots, i);
      if (lease != null) {
        abandonIfOld(lease, now);
        if (lease.isEnded()) {
          SLOT.compareAndSet(ring.slots, i, lease, null);
        }
      }
    }
  }

  private void abandonIfOld(Lease lease, long now) {
    if (!lease.isEnded() && !lease.isLasting() && now - lease.startNanos() >= ageNanos) {
      Throwable stack = stacks == null ? null : stacks.get(lease);
      if (lease.end(Outcome.IGNORED, null)) { // else it has ended just now, after all
        report(lease, stack);
      }
    }
  }

  /** Each to the listener; to the log the 1st, 2nd, 4th, 8th … */
  private void report(Lease lease, @Nullable Throwable stack) {
    Duration age = settings.leakGuard().age();
    long times = leaks.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      log.warn(
          "{}: a lease of {} was not ended within {}, and counts no more ({} so far){}",
          settings.service(),
          lease.endpoint().id(),
          age,
          times,
          stack == null ? "; LeakGuard.withStacks() shows where it was acquired" : "",
          stack);
    }
    settings.listener().leaked(lease.endpoint(), age, stack);
  }
}
