package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // instead of hanging
class PollingSourceTest {
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final Polling polling =
      Polling.every(EVERY)
          .withFirstWait(Duration.ZERO)
          .withScheduler(scheduler)
          .withRandom(Dice.even());
  private final Audience audience = new Audience();
  private final List<Long> asked = new ArrayList<>();
  private final long start = ticker.nanos();
  private List<Endpoint> answer = EndpointSourceContract.endpoints(2);

  private List<Endpoint> ask() throws IOException {
    asked.add(Duration.ofNanos(ticker.nanos() - start).toSeconds());
    if (answer == null) {
      throw new IOException("down");
    }
    return answer;
  }

  private EndpointSource source() {
    return EndpointSource.polling(this::ask, polling);
  }

  @Test
  void subscribersShareOnePoll() {
    EndpointSource source = source();
    source.subscribe(audience);
    source.subscribe(audience);
    scheduler.advance(Duration.ofSeconds(95));
    assertThat(asked).containsExactly(0L, 30L, 60L, 90L);
    assertThat(audience.lists).as("told once each, then unchanged").hasSize(2);
  }

  @Test
  void failuresAreAskedAgainSoonAndReportedWithoutFlooding() {
    answer = null;
    source().subscribe(audience);
    scheduler.advance(Duration.ofSeconds(125));
    assertThat(asked).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L, 121L);
    assertThat(audience.messages()).containsOnly("down").hasSize(5); // at 0, 31, 61, 91 and 121 s
    assertThat(audience.lists).isEmpty();
    answer = EndpointSourceContract.endpoints(1);
    scheduler.advance(EVERY);
    assertThat(audience.ids()).containsExactly("10.0.0.1:80");
  }

  @Test
  void theEndOfATroubleIsToldThoughTheListIsTheSame() {
    source().subscribe(audience);
    scheduler.runDue();
    List<Endpoint> before = answer;
    answer = null;
    scheduler.advance(EVERY);
    answer = before;
    scheduler.advance(EVERY);
    assertThat(audience.lists).containsExactly(before, before);
  }

  @Test
  void emptyNullDoubleAndBrokenAnswersKeepTheLastList() {
    AtomicReference<List<Endpoint>> next = new AtomicReference<>(answer);
    EndpointSource.polling(next::get, polling).subscribe(audience);
    scheduler.runDue();
    Endpoint a = Endpoint.named("a");
    for (List<Endpoint> bad :
        Arrays.<List<Endpoint>>asList(List.of(), null, List.of(a, a), Arrays.asList(a, null))) {
      next.set(bad);
      scheduler.advance(EVERY);
    }
    assertThat(audience.messages())
        .containsExactly(
            "endpoints: [] (expected: at least one)",
            "endpoints: null (expected: a value)",
            "endpoints: a twice (expected: distinct ids)",
            "endpoint: null (expected: a value)");
    assertThat(audience.lists).containsExactly(answer);
  }

  @Test
  void anErrorDoesNotEndThePolling() {
    AtomicInteger calls = new AtomicInteger();
    EndpointSource.polling(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new AssertionError("odd");
              }
              return answer;
            },
            polling)
        .subscribe(audience);
    scheduler.advance(EVERY);
    assertThat(audience.messages()).containsExactly("odd");
    assertThat(audience.lists).hasSize(1);
  }

  @Test
  void aNewSubscriberHearsOfThePresentTrouble() {
    EndpointSource source = source();
    source.subscribe(new Audience());
    scheduler.runDue();
    answer = null;
    scheduler.advance(EVERY);
    source.subscribe(audience);
    assertThat(audience.ids()).hasSize(2);
    assertThat(audience.messages()).containsExactly("down");
  }

  @Test
  void jitterSpreadsTheQuestions() {
    EndpointSource.polling(this::ask, polling.withRandom(Dice.seeded(7))).subscribe(audience);
    scheduler.advance(EVERY.multipliedBy(1000));
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < asked.size(); i++) {
      gaps.add(asked.get(i) - asked.get(i - 1));
    }
    assertThat(gaps).allMatch(gap -> gap >= 26 && gap <= 34).contains(27L, 28L, 31L, 32L);
    // n = 1000, uniform ± 3 s: the sum has a standard deviation of 55 s; 5 sigma are 9 polls.
    assertThat(asked.size()).isBetween(991, 1010);
  }

  @Test
  void aShutDownSchedulerIsReported() {
    scheduler.shutdown();
    source().subscribe(audience);
    assertThat(audience.messages()).containsExactly("shut down");
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Polling.every(Duration.ZERO))
        .withMessage("every: PT0S (expected: more than 0, up to 365 days)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> polling.withJitter(1))
        .withMessage("jitter: 1.0 (expected: 0 to 0.9)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> polling.withFirstWait(Duration.ofSeconds(-1)))
        .withMessage("firstWait: PT-1S (expected: 0 to 365 days)");
  }

  // Real threads from here on.

  @Test
  void theFirstListIsThereWhenSubscribeReturnsAndTheThreadEndsWithTheLastSubscriber()
      throws InterruptedException {
    AtomicReference<Thread> thread = new AtomicReference<>();
    EndpointSource source =
        EndpointSource.polling(
            () -> {
              thread.set(Thread.currentThread());
              return answer;
            },
            Polling.every(EVERY).withFirstWait(Duration.ofHours(1)));
    EndpointSource.Subscription one = source.subscribe(audience);
    assertThat(audience.lists).hasSize(1);
    EndpointSource.Subscription two = source.subscribe(audience);
    assertThat(audience.lists).hasSize(2);
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
    one.close();
    assertThat(thread.get().isAlive()).isTrue();
    two.close();
    thread.get().join();
  }

  @Test
  void aFirstFailureIsNotWaitedOut() {
    EndpointSource.polling(
            () -> {
              throw new IOException("down");
            },
            Polling.every(EVERY).withFirstWait(Duration.ofHours(1)))
        .subscribe(audience)
        .close();
    assertThat(audience.messages()).containsExactly("down");
  }

  @Test
  void aRegistryThatHangsHoldsUpNobodyAndIsInterruptedAtTheEnd() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    EndpointSource source =
        EndpointSource.polling(
            () -> {
              hangs.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return answer;
            },
            Polling.every(EVERY).withFirstWait(Duration.ofMillis(1)));
    EndpointSource.Subscription subscription = source.subscribe(audience);
    assertThat(audience.lists).isEmpty();
    hangs.await();
    subscription.close();
    interrupted.await();
    assertThat(audience.failures).isEmpty();
  }

  /**
   * The old question ignores the interruption; the new session waits for it, and drops its answer.
   */
  @Test
  void questionsOfTwoSessionsDoNotOverlap() throws InterruptedException {
    ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(4);
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    EndpointSource source =
        EndpointSource.polling(
            () -> {
              if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
              }
              int call = calls.incrementAndGet();
              hangs.countDown();
              while (call == 1 && goOn.getCount() > 0) {
                Thread.onSpinWait();
              }
              inside.decrementAndGet();
              return EndpointSourceContract.endpoints(call);
            },
            polling.withScheduler(threads));
    EndpointSource.Subscription first = source.subscribe(audience);
    hangs.await();
    first.close();
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<List<Endpoint>> heard = new AtomicReference<>();
    EndpointSource.Subscription second =
        source.subscribe(
            endpoints -> {
              heard.set(endpoints);
              told.countDown();
            });
    assertThat(calls).hasValue(1);
    goOn.countDown();
    told.await();
    second.close();
    assertThat(heard.get()).hasSize(2);
    assertThat(overlaps).hasValue(0);
    assertThat(audience.lists).isEmpty();
    threads.shutdownNow();
  }
}
