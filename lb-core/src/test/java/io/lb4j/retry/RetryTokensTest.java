package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.testing.FakeTicker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTokensTest {
  private final FakeTicker ticker = new FakeTicker();

  private static long drain(RetryTokens tokens) {
    long got = 0;
    while (tokens.withdraw()) {
      got++;
    }
    return got;
  }

  @Test
  void aSecondsWorthIsThereFromTheBeginning() {
    assertThat(drain(RetryBudget.standard().open(ticker))).isEqualTo(10);
  }

  @Test
  void theVeryFirstCallMayBeRepeatedUnlessNoneMayEver() {
    assertThat(drain(new RetryBudget(0.2, 0).open(ticker))).isEqualTo(1);
    assertThat(drain(new RetryBudget(0, 0.1).open(ticker))).isEqualTo(1);
    RetryTokens never = new RetryBudget(0, 0).open(ticker);
    never.deposit();
    ticker.advance(Duration.ofHours(1));
    assertThat(drain(never)).isZero();
  }

  @Test
  void oneInTenSecondsIsOneInTenSeconds() {
    RetryTokens tokens = new RetryBudget(0, 0.1).open(ticker);
    long retries = 0;
    for (int second = 0; second < 1_000; second++) {
      retries += drain(tokens);
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(retries).isBetween(99L, 101L); // a token in advance, and what is rounded down
  }

  @Test
  void fiveCallsPayForOneRetry() {
    RetryTokens tokens = new RetryBudget(0.2, 0).open(ticker);
    drain(tokens);
    IntStream.range(0, 4).forEach(i -> tokens.deposit());
    assertThat(tokens.withdraw()).isFalse();
    tokens.deposit();
    assertThat(tokens.withdraw()).isTrue();
    assertThat(tokens.withdraw()).isFalse();
  }

  @Test
  void timePaysForTenASecondAndSavesOneSecond() {
    RetryTokens tokens = RetryBudget.standard().open(ticker);
    drain(tokens);
    ticker.advance(Duration.ofMillis(300));
    assertThat(drain(tokens)).isEqualTo(3);
    ticker.advance(Duration.ofHours(1));
    assertThat(drain(tokens)).isEqualTo(10);
  }

  @Test
  void anHourOfPeaceDoesNotPayForAStorm() {
    RetryTokens tokens = new RetryBudget(0.2, 0).open(ticker);
    drain(tokens);
    IntStream.range(0, 3_600_000).forEach(i -> tokens.deposit()); // 1000 a second
    ticker.advance(Duration.ofHours(1));
    assertThat(drain(tokens)).isEqualTo(2_000); // ten seconds' worth
    IntStream.range(0, 5_000).forEach(i -> tokens.deposit());
    assertThat(tokens.available()).isEqualTo(1_000);
    ticker.advance(Duration.ofSeconds(10));
    assertThat(tokens.available()).isEqualTo(1);
  }

  @Test
  void aRefundMakesUpForAWithdrawal() {
    RetryTokens tokens = RetryBudget.standard().open(ticker);
    tokens.withdraw();
    tokens.refund();
    assertThat(drain(tokens)).isEqualTo(10);
  }

  /** Four threads, 2 × 10^6 calls, each wanting two retries: never more than the budget. */
  @Test
  void manyThreadsTogetherNeverGetMoreThanTheBudget() throws InterruptedException {
    RetryTokens tokens = RetryBudget.standard().open(ticker);
    AtomicLong retries = new AtomicLong();
    Runnable caller =
        () -> {
          long mine = 0;
          for (int i = 0; i < 500_000; i++) {
            tokens.deposit();
            mine += tokens.withdraw() ? 1 : 0;
            mine += tokens.withdraw() ? 1 : 0;
          }
          retries.addAndGet(mine);
        };
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(caller);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    retries.addAndGet(drain(tokens));
    assertThat(retries.get()).isBetween(400_000L, 400_010L);
  }

  @Test
  void badBudgetsAreRefused() {
    assertThatThrownBy(() -> new RetryBudget(1.1, 0)).hasMessage("share: 1.1 (expected: 0 to 1)");
    assertThatThrownBy(() -> new RetryBudget(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryBudget(0.2, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
