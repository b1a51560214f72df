package io.lb4j;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Delivers to users' code what the writer has to say, in order, one message at a time, and never while
 * the writer's lock is held: a listener or a closer may do what it likes, call back included, and block
 * nobody but who comes to deliver after it. Who posts does not deliver; who has left the lock does, and
 * if another thread is at it already, that one goes on with the new messages.
 */
final class Mailbox {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  void post(Runnable message) {
    messages.add(message);
  }

  /** Delivers everything posted before the call, unless another thread is about to. */
  void deliver() {
    if (messages.isEmpty() || waiting.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
        run(message);
      }
      missed = waiting.addAndGet(-missed);
    } while (missed != 0);
  }

  private static void run(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException | Error e) {
      log.warn("a listener or closer failed; the load balancer goes on", e);
    }
  }
}
