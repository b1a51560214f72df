package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every source keeps, whatever it asks and whatever is stacked on it. */
interface EndpointSourceContract {
  /** A world in which endpoints 10.0.0.1:80 to 10.0.0.n:80 exist, and a source that sees it. */
  abstract class World {
    final FakeTicker ticker = new FakeTicker();
    final ScheduledExecutorService scheduler;
    final Polling polling;

    /** Virtual time. */
    World() {
      this.scheduler = new VirtualScheduler(ticker);
      this.polling = polling(Duration.ofSeconds(10));
    }

    /** Real threads, asking all the time. */
    World(ScheduledExecutorService scheduler) {
      this.scheduler = scheduler;
      this.polling = polling(Duration.ofNanos(20_000));
    }

    private Polling polling(Duration every) {
      return Polling.every(every)
          .withFirstWait(Duration.ZERO)
          .withScheduler(scheduler)
          .withRandom(Dice.even());
    }

    abstract EndpointSource source();

    abstract void show(int endpoints);

    /** The next questions fail, until {@link #show}; false if this source cannot fail. */
    boolean fail() {
      return false;
    }

    final void settle() {
      ((VirtualScheduler) scheduler).advance(Duration.ofMinutes(3));
    }

    final int pending() {
      return ((VirtualScheduler) scheduler).pending();
    }
  }

  static List<Endpoint> endpoints(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> Endpoint.of("http://10.0.0." + i + ":80"))
        .toList();
  }

  static List<String> ids(int count) {
    return endpoints(count).stream().map(Endpoint::id).toList();
  }

  /** Two endpoints, in virtual time. */
  World world();

  /** The same with real threads. */
  World world(ScheduledExecutorService scheduler);

  @Test
  default void everySubscriberHearsEveryChangeUntilItCloses() {
    World world = world();
    Audience first = new Audience();
    Audience second = new Audience();
    EndpointSource.Subscription one = world.source().subscribe(first);
    world.settle();
    EndpointSource.Subscription two = world.source().subscribe(second);
    assertThat(first.ids()).isEqualTo(ids(2));
    assertThat(second.ids()).as("known, so told at once").isEqualTo(ids(2));
    world.show(4);
    world.settle();
    assertThat(first.ids()).isEqualTo(ids(4));
    one.close();
    one.close();
    int heard = first.lists.size();
    world.show(1);
    world.settle();
    assertThat(first.lists).hasSize(heard);
    assertThat(second.ids()).isEqualTo(ids(1));
    two.close();
    assertThat(world.pending()).as("no task is left, so no thread").isZero();
  }

  @Test
  default void aFailureTakesNothingAway() {
    World world = world();
    Audience audience = new Audience();
    world.source().subscribe(audience);
    world.settle();
    int heard = audience.failures.size();
    if (world.fail()) {
      world.settle();
      assertThat(audience.failures).hasSizeGreaterThan(heard);
      assertThat(audience.lists).isNotEmpty().allSatisfy(list -> assertThat(list).hasSize(2));
      world.show(3);
      world.settle();
      assertThat(audience.ids()).isEqualTo(ids(3));
    }
  }

  @Test
  default void itCanBeSubscribedToAgainAfterTheLastOneLeft() {
    World world = world();
    for (int i = 1; i <= 3; i++) {
      world.show(i);
      Audience audience = new Audience();
      EndpointSource.Subscription subscription = world.source().subscribe(audience);
      world.settle();
      assertThat(audience.ids()).isEqualTo(ids(i));
      subscription.close();
      assertThat(world.pending()).isZero();
    }
  }

  @Test
  default void aSubscriberMayCloseWithinACall() {
    World world = world();
    List<EndpointSource.Subscription> mine = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    mine.add(
        world
            .source()
            .subscribe(
                endpoints -> {
                  if (endpoints.size() == 3) {
                    calls.incrementAndGet();
                    mine.get(0).close();
                  }
                }));
    world.settle();
    world.show(3);
    world.settle();
    world.show(2);
    world.settle();
    world.show(3);
    world.settle();
    assertThat(calls).hasValue(1);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(world.pending()).isZero();
  }

  @Test
  default void aSubscriberThatThrowsIsNotInTheWayOfOthersAndIsToldAgain() {
    World world = world();
    List<Integer> heard = new ArrayList<>();
    AtomicBoolean broken = new AtomicBoolean();
    world
        .source()
        .subscribe(
            endpoints -> {
              heard.add(endpoints.size());
              if (broken.get()) {
                throw new IllegalStateException("broken");
              }
            });
    Audience other = new Audience();
    world.source().subscribe(other);
    world.settle();
    broken.set(true);
    world.show(3);
    world.settle();
    world.show(4);
    world.settle();
    assertThat(heard).contains(3).endsWith(4);
    assertThat(other.ids()).isEqualTo(ids(4));
  }

  @Test
  default void aSubscriberThatThrowsAtOnceIsNotSubscribed() {
    World world = world();
    EndpointSource.Subscription keepsItGoing = world.source().subscribe(new Audience());
    world.settle();
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                world
                    .source()
                    .subscribe(
                        endpoints -> {
                          calls.incrementAndGet();
                          throw new IllegalStateException("never subscribed");
                        }))
        .hasMessage("never subscribed");
    world.show(3);
    world.settle();
    assertThat(calls).hasValue(1);
    keepsItGoing.close();
    assertThat(world.pending()).isZero();
    assertThatNullPointerException().isThrownBy(() -> world.source().subscribe(null));
    assertThat(world.pending()).isZero();
  }

  /** One that hangs keeps neither who closes nor the others, however sources are stacked. */
  @Test
  default void aSubscriberThatHangsIsNotWaitedFor() throws Exception {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(4);
    World world = world(timer);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    EndpointSource.Subscription hanging =
        world
            .source()
            .subscribe(
                endpoints -> {
                  if (endpoints.size() == 3) {
                    inside.countDown();
                    DeliveryTest.await(goOn);
                  }
                });
    EndpointSource.Subscription other = world.source().subscribe(new Audience());
    Thread changes = new Thread(() -> world.show(3)); // some sources tell on this thread
    changes.start();
    if (inside.await(5, TimeUnit.SECONDS)) { // fixed ones never change
      Thread closes =
          new Thread(
              () -> {
                other.close();
                hanging.close();
              });
      closes.start();
      closes.join(20_000);
      assertThat(closes.isAlive()).as("close() hangs").isFalse();
    }
    goOn.countDown();
    changes.join();
    hanging.close();
    other.close();
    timer.shutdownNow();
  }

  /** 4 threads come and go while the list changes: 4 × 2500 subscriptions. */
  @Test
  default void noCallBeginsAfterCloseAndNoneOverlaps() throws Exception {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2);
    timer.setRemoveOnCancelPolicy(true);
    World world = world(timer);
    AtomicBoolean done = new AtomicBoolean();
    List<String> wrong = new CopyOnWriteArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    EndpointSource.Subscription stays =
        world.source().subscribe(new Exclusive(calls, wrong, new AtomicBoolean()));
    Thread changes =
        new Thread(
            () -> {
              for (int i = 0; !done.get(); i++) {
                world.show(1 + i % 4);
              }
            });
    changes.start();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 2500; i++) {
                  AtomicBoolean closed = new AtomicBoolean();
                  EndpointSource.Subscription subscription =
                      world.source().subscribe(new Exclusive(calls, wrong, closed));
                  if (i % 2 == 0) {
                    Thread.yield();
                  }
                  subscription.close();
                  closed.set(true);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    done.set(true);
    changes.join();
    stays.close();
    assertThat(wrong).isEmpty();
    assertThat(calls.get()).isPositive();
    assertThat(timer.getQueue()).as("nothing waits once all have left").isEmpty();
    timer.shutdownNow();
  }

  /** Notes calls that overlap, and those that come too late: one may have begun before close. */
  final class Exclusive implements EndpointSource.Subscriber {
    private final AtomicInteger calls;
    private final List<String> wrong;
    private final AtomicBoolean closed;
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicInteger late = new AtomicInteger();

    Exclusive(AtomicInteger calls, List<String> wrong, AtomicBoolean closed) {
      this.calls = calls;
      this.wrong = wrong;
      this.closed = closed;
    }

    @Override
    public void endpoints(List<Endpoint> endpoints) {
      if (closed.get() && late.incrementAndGet() > 1) {
        wrong.add("called after close");
      }
      if (inside.getAndSet(true)) {
        wrong.add("called by two at once");
      }
      calls.incrementAndGet();
      inside.set(false);
    }

    @Override
    public void failed(Throwable cause) {
      endpoints(List.of());
    }
  }
}
