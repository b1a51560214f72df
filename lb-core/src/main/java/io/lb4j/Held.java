package io.lb4j;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client with a count of those who use it, its keeper among them; closed by the last one. */
final class Held<C> {
  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  final C value;
  private final Consumer<? super C> close;
  private final AtomicInteger users = new AtomicInteger(1);

  Held(C value, Consumer<? super C> close) {
    this.value = value;
    this.close = close;
  }

  /** False if it is closed already. */
  boolean take() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
  }

  /** Closes it whoever uses it: nobody waits for them any more. */
  void closeNow() {
    if (users.getAndSet(0) != 0) {
      close();
    }
  }

  void release() {
    if (users.getAndUpdate(count -> Math.max(0, count - 1)) == 1) {
      close();
    }
  }

  private void close() {
    {
      try {
        close.accept(value);
      } catch (RuntimeException | Error e) {
        log.warn("closing {} failed", value, e);
      }
    }
  }
}
