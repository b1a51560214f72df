package io.lb4j;

import io.lb4j.load.Node;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/*
 * Who makes the changes that requests ask for. With few endpoints the request does it itself: the next
 * one sees it already, and it takes microseconds. With many, a rebuild would cost that one request too
 * much; then the scheduler's thread does it, and whatever is asked meanwhile is done in one go.
 *
 * At most one change waits for each node, so the queue is no longer than the list of endpoints.
 */
final class Writer {
  private static final int FEW_ENDPOINTS = 64;

  private final ReentrantLock lock;
  private final Executor executor;
  private final Consumer<List<Consumer<Batch>>> apply;
  private final Supplier<Integer> endpoints;
  private final Map<Node, Consumer<Batch>> asked = new ConcurrentHashMap<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean waking = new AtomicBoolean();

  /**
   * @param apply makes changes and publishes them together
   */
  Writer(
      ReentrantLock lock,
      Executor executor,
      Supplier<Integer> endpoints,
      Consumer<List<Consumer<Batch>>> apply) {
    this.lock = lock;
    this.executor = executor;
    this.endpoints = endpoints;
    this.apply = apply;
  }

  /** Once for each node until it is done; who asks again meanwhile is not heard. */
  void ask(Node node, Consumer<Batch> change) {
    if (isQuick() && !lock.isHeldByCurrentThread()) {
      apply.accept(List.of(change));
    } else if (asked.putIfAbsent(node, change) == null) {
      start();
    }
  }

  /** Runs {@code work} now if that is quick, else elsewhere; not twice at a time. */
  void wake(Runnable work) {
    if (waking.compareAndSet(false, true)) {
      Runnable once =
          () -> {
            try {
              work.run();
            } finally {
              waking.set(false);
            }
          };
      if (isQuick()) {
        once.run();
      } else {
        execute(once);
      }
    }
  }

  private boolean isQuick() {
    return endpoints.get() <= FEW_ENDPOINTS;
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      execute(this::run);
    }
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) { // shut down: the task is the caller's then
      task.run();
    }
  }

  private void run() {
    running.set(false); // before the look: who asks after it starts another run
    List<Consumer<Batch>> changes = new ArrayList<>();
    for (Iterator<Consumer<Batch>> it = asked.values().iterator(); it.hasNext(); ) {
      changes.add(it.next());
      it.remove();
    }
    if (!changes.isEmpty()) {
      apply.accept(changes);
    }
  }
}
