package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A client with a count of those who use it, its keeper among them; closed by the last one. The first
 * who asks for it opens it, under no lock: that may take long, or call again. Others wait for that one.
 */
final class Held<C> {
  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  private final Consumer<? super C> close;
  private final CompletableFuture<C> value = new CompletableFuture<>();
  private volatile @Nullable C ready; // the same, quicker to read
  private final AtomicReference<@Nullable Thread> opener = new AtomicReference<>();
  private final AtomicInteger users = new AtomicInteger(1);

  Held(Consumer<? super C> close) {
    this.close = close;
  }

  /** Null if it is not open. */
  @Nullable C now() {
    return ready;
  }

  /** For those who have {@link #take taken} it. */
  C value(Supplier<? extends C> open) {
    C already = now();
    if (already != null) {
      return already;
    }
    return opener.compareAndSet(null, Thread.currentThread()) ? opened(open) : awaited();
  }

  private C opened(Supplier<? extends C> open) {
    try {
      C client = notNull(open.get(), "client");
      ready = client;
      value.complete(client); // closes it if it has been let go by all
      return client;
    } catch (Throwable thrown) {
      value.completeExceptionally(thrown);
      throw thrown;
    }
  }

  private C awaited() {
    if (opener.get() == Thread.currentThread() && !value.isDone()) {
      throw new IllegalStateException("a client is needed to open that same client");
    }
    try {
      return value.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while another thread opened the client");
    } catch (ExecutionException e) { // each its own exception around what the opener got
      throw new CompletionException(e.getCause());
    }
  }

  boolean hasFailed() {
    return value.isCompletedExceptionally();
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

  /** Or once it is open, if somebody is still at that. */
  private void close() {
    value.thenAccept(this::close);
  }

  private void close(C client) {
    try {
      close.accept(client);
    } catch (RuntimeException | Error e) {
      log.warn("closing {} failed", client, e);
    }
  }
}
