package io.lb4j.health;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Moves a blocking check to an executor; endpoints whose check is stuck get no second one. */
final class BlockingProbe implements HealthProbe {
  private final BlockingCheck check;
  private final Executor executor;
  private final Map<String, Object> running = new ConcurrentHashMap<>();

  BlockingProbe(BlockingCheck check, Executor executor) {
    this.check = notNull(check, "check");
    this.executor = notNull(executor, "executor");
  }

  @Override
  public CompletionStage<ProbeVerdict> check(Endpoint endpoint, Duration timeout) {
    CompletableFuture<ProbeVerdict> result = new CompletableFuture<>();
    if (running.putIfAbsent(endpoint.id(), result) != null) {
      result.complete(ProbeVerdict.failed("the check before this one has not ended"));
      return result;
    }
    FutureTask<Void> task = new FutureTask<>(() -> run(endpoint, timeout, result), null);
    result.whenComplete(
        (verdict, thrown) -> {
          if (result.isCancelled()) {
            task.cancel(true);
          }
        });
    try {
      // Not the task alone: one that is cancelled in the queue never runs, and must end here too.
      executor.execute(
          () -> {
            try {
              task.run();
            } finally {
              running.remove(endpoint.id(), result);
            }
          });
    } catch (RuntimeException e) {
      running.remove(endpoint.id(), result);
      result.completeExceptionally(e);
    }
    return result;
  }

  private void run(Endpoint endpoint, Duration timeout, CompletableFuture<ProbeVerdict> result) {
    try {
      result.complete(notNull(check.check(endpoint, timeout), "verdict"));
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }
}
