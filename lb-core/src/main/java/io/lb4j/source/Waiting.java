package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.internal.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * One subscriber of a source that holds things back for a while. What is in here and in those who
 * extend it is guarded by the delivery, see Delivery.change. No thread exists while nothing waits.
 */
abstract class Waiting implements EndpointSource.Subscriber, EndpointSource.Subscription {
  final Delivery delivery;
  private final Duration pause;
  private final boolean owned;
  private final ScheduledExecutorService scheduler;
  private @Nullable Future<?> alarm;
  private EndpointSource.@Nullable Subscription source;

  Waiting(
      EndpointSource.Subscriber subscriber,
      Duration pause,
      @Nullable ScheduledExecutorService scheduler) {
    this.delivery = new Delivery(subscriber);
    this.pause = pause;
    this.owned = scheduler == null;
    this.scheduler = scheduler == null ? Timer.daemon("source") : scheduler;
  }

  /** Subscribes, and tells what is known before it returns. */
  final EndpointSource.Subscription to(EndpointSource upstream) {
    try {
      source = upstream.subscribe(this);
      delivery.open();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    return this;
  }

  /** A new list. */
  abstract void take(List<Endpoint> endpoints);

  /** The pause is over. */
  abstract void pauseOver();

  @Override
  public final void endpoints(List<Endpoint> endpoints) {
    List<Endpoint> checked = EndpointLists.distinct(endpoints);
    delivery.change(() -> take(checked));
  }

  @Override
  public void failed(Throwable cause) {
    delivery.change(() -> delivery.failed(cause));
  }

  final boolean isPausing() {
    return alarm != null;
  }

  /** Starts the pause, or starts it again. */
  final void pause() {
    endPause();
    Future<?>[] mine = new Future<?>[1];
    mine[0] =
        scheduler.schedule(
            () ->
                delivery.change(
                    () -> {
                      if (alarm == mine[0]) { // not one that was ended too late
                        alarm = null;
                        pauseOver();
                      }
                    }),
            pause.toNanos(),
            TimeUnit.NANOSECONDS);
    alarm = mine[0];
  }

  final void endPause() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  @Override
  public final void close() {
    if (source != null) {
      source.close();
    }
    delivery.close(this::endPause); // in one: no call of the source may begin a pause after it
    if (owned) {
      scheduler.shutdown();
    }
  }
}
