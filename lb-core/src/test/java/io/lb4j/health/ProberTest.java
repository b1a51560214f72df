package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.Nodes;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Virtual time. The dice are even, so there is no jitter, and first checks come after 2.5 s. */
class ProberTest {
  private static final ProbePolicy POLICY = ProbePolicy.standard();
  private static final ProbeVerdict BAD = ProbeVerdict.failed("status 500");
  private static final ProbeVerdict UNREADY = ProbeVerdict.draining("status 503");

  private final FakeTicker ticker = new FakeTicker();
  private final long start = ticker.nanos();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final Map<String, ProbeVerdict> answers = new HashMap<>();
  private final Set<String> hung = new HashSet<>();
  private final List<CompletableFuture<ProbeVerdict>> asked = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private int checked;
  private int open;
  private int mostAtATime;
  private int overlapping;

  private Prober prober(ProbePolicy policy) {
    return new Prober(this::check, policy, new Ear(), scheduler, ticker, Dice.even());
  }

  private final class Ear implements ProbeListener {
    @Override
    public void probed(Node node, ProbeVerdict verdict) {
      String reason = verdict.isPassed() ? "" : ", " + verdict.reason();
      heard.add(millis() + " " + node.endpoint().id() + " " + verdict.health() + reason);
    }

    @Override
    public void checked(Node node, ProbeVerdict verdict, long nowNanos) {
      assertThat(nowNanos).isEqualTo(ticker.nanos());
      checked++;
    }
  }

  private long millis() {
    return (ticker.nanos() - start) / 1_000_000;
  }

  private final Map<String, CompletableFuture<ProbeVerdict>> running = new HashMap<>();

  private CompletionStage<ProbeVerdict> check(Endpoint endpoint, Duration timeout) {
    times.add(millis());
    CompletableFuture<ProbeVerdict> before = running.get(endpoint.id());
    overlapping += before == null || before.isDone() ? 0 : 1;
    CompletableFuture<ProbeVerdict> answer = new CompletableFuture<>();
    running.put(endpoint.id(), answer);
    asked.add(answer);
    mostAtATime = Math.max(mostAtATime, ++open);
    answer.whenComplete((verdict, thrown) -> open--);
    if (!hung.contains(endpoint.id())) {
      answer.complete(answers.getOrDefault(endpoint.id(), ProbeVerdict.passed()));
    }
    return answer;
  }

  private void advance(double seconds) {
    scheduler.advance(Duration.ofMillis((long) (seconds * 1000)));
  }

  @Test
  void theFirstResultDecidesAndTheIntervalFollows() {
    Prober prober = prober(POLICY);
    prober.watch(Nodes.of("a").get(0));
    advance(2.4);
    assertThat(times).isEmpty();
    advance(20.2);
    assertThat(times).containsExactly(2_500L, 7_500L, 12_500L, 17_500L, 22_500L);
    assertThat(heard).containsExactly("2500 a PASSED");
    assertThat(checked).isEqualTo(5);
  }

  @Test
  void theFirstFailureDecidesToo() {
    answers.put("a", BAD);
    prober(POLICY).watch(Nodes.of("a").get(0));
    advance(3);
    assertThat(heard).containsExactly("2500 a FAILED, status 500");
  }

  @Test
  void whoWaitsForTheFirstCheckNeedNotWaitLong() {
    prober(POLICY.waitingForFirst()).watch(Nodes.of("a").get(0));
    scheduler.runDue();
    assertThat(heard).containsExactly("0 a PASSED");
  }

  @Test
  void itTakesThreeToFallAndTwoToRiseAndItHurries() {
    prober(POLICY).watch(Nodes.of("a").get(0));
    advance(5);
    answers.put("a", BAD);
    advance(7); // checks at 7.5, 8.5, 9.5, 10.5, 11.5: hurried as soon as one fails
    answers.put("a", ProbeVerdict.passed());
    advance(8);
    assertThat(heard)
        .containsExactly("2500 a PASSED", "9500 a FAILED, status 500", "13500 a PASSED");
    assertThat(times)
        .containsExactly(2500L, 7500L, 8500L, 9500L, 10500L, 11500L, 12500L, 13500L, 18500L);
  }

  @Test
  void aLoneFailureOrSuccessChangesNothing() {
    prober(POLICY).watch(Nodes.of("a").get(0));
    advance(5);
    for (int i = 0; i < 30; i++) {
      answers.put("a", i % 3 < 2 ? BAD : ProbeVerdict.passed());
      advance(1);
    }
    assertThat(heard).containsExactly("2500 a PASSED");
  }

  @Test
  void anEndpointThatDrainsIsBelievedAtOnceAndComesBackByTheThreshold() {
    prober(POLICY).watch(Nodes.of("a").get(0));
    advance(5);
    answers.put("a", UNREADY);
    advance(5);
    answers.put("a", ProbeVerdict.passed());
    advance(5);
    assertThat(heard)
        .containsExactly("2500 a PASSED", "7500 a DRAINING, status 503", "11500 a PASSED");
  }

  @Test
  void aCheckThatHangsIsGivenUpAndItsLateResultIgnored() {
    hung.add("a");
    prober(POLICY.withThresholds(1, 1)).watch(Nodes.of("a").get(0));
    advance(4);
    assertThat(heard).containsExactly("3500 a FAILED, no answer within 1000 ms");
    assertThat(asked.get(0)).isCancelled();
    advance(1);
    assertThat(asked).hasSize(2);
    CompletableFuture<ProbeVerdict> late = asked.get(0);
    late.obtrudeValue(ProbeVerdict.passed());
    advance(0.2);
    assertThat(heard).hasSize(1);
  }

  /** A probe whose stage cannot be cancelled, and answers after the next check has begun. */
  @Test
  void aLateResultDoesNotPassForTheNextOne() {
    List<CompletableFuture<ProbeVerdict>> stubborn = new ArrayList<>();
    HealthProbe probe =
        (endpoint, timeout) -> {
          CompletableFuture<ProbeVerdict> answer =
              new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterrupt) {
                  return false;
                }
              };
          stubborn.add(answer);
          return answer;
        };
    Prober prober = new Prober(probe, POLICY, new Ear(), scheduler, ticker, Dice.even());
    prober.watch(Nodes.of("a").get(0));
    advance(4.6);
    assertThat(stubborn).hasSize(2);
    stubborn.get(0).complete(ProbeVerdict.passed());
    advance(0.2);
    assertThat(heard).containsExactly("3500 a FAILED, no answer within 1000 ms");
    assertThat(checked).isEqualTo(1);
    assertThat(prober.running()).isEqualTo(1);
  }

  @Test
  void exceptionsFailTheCheckAndKeepTheirMessages() {
    HealthProbe broken =
        (endpoint, timeout) ->
            switch (endpoint.id()) {
              case "throws" -> throw new IllegalStateException("secret");
              case "fails" -> CompletableFuture.failedFuture(new IOException("secret"));
              default -> CompletableFuture.completedFuture(null);
            };
    Prober prober = new Prober(broken, POLICY, new Ear(), scheduler, ticker, Dice.even());
    Nodes.of("throws", "fails", "null").forEach(prober::watch);
    advance(3);
    assertThat(heard)
        .containsExactlyInAnyOrder(
            "2500 throws FAILED, java.lang.IllegalStateException",
            "2500 fails FAILED, java.io.IOException",
            "2500 null FAILED, no exception");
    assertThat(prober.running()).isZero();
  }

  @Test
  void aListenerThatThrowsEndsNothing() {
    ProbeListener deaf =
        (node, verdict) -> {
          throw new IllegalStateException("deaf");
        };
    Prober prober = new Prober(this::check, POLICY, deaf, scheduler, ticker, Dice.even());
    Nodes.fresh(3).forEach(prober::watch);
    advance(20);
    assertThat(asked).hasSize(12);
    assertThat(prober.running()).isZero();
  }

  /** 200 of 1000 hang; the rest is checked all the same, later than asked for but in turn. */
  @Test
  void aThousandEndpointsAreCheckedFewAtATime() {
    for (int i = 0; i < 200; i++) {
      hung.add("n" + i);
    }
    Prober prober = new Prober(this::check, POLICY, new Ear(), scheduler, ticker, Dice.seeded(1));
    Nodes.fresh(1_000).forEach(prober::watch);
    advance(60);
    assertThat(mostAtATime).isEqualTo(64);
    assertThat(overlapping).isZero();
    assertThat(heard.stream().filter(line -> line.endsWith(" PASSED"))).hasSize(800);
    assertThat(heard.stream().filter(line -> line.contains("FAILED"))).hasSize(200);
    assertThat(scheduler.pending()).isEqualTo(1);
    prober.close();
    assertThat(prober.running()).isZero();
    advance(1);
    assertThat(scheduler.pending()).isZero();
  }

  /** 1000 first checks over 5 s in ticks of 100 ms: 20 each, sigma 4.4, seed 1; 5 sigma allowed. */
  @Test
  void firstChecksAreSpreadOverTheInterval() {
    Prober prober = new Prober(this::check, POLICY, new Ear(), scheduler, ticker, Dice.seeded(1));
    Nodes.fresh(1_000).forEach(prober::watch);
    int before = 0;
    for (int tick = 0; tick < 45; tick++) { // then the second ones begin
      advance(0.1);
      assertThat(times.size() - before).isLessThan(43);
      before = times.size();
    }
    assertThat(times).hasSizeBetween(853, 947); // 900, sigma 9.5
  }

  @Test
  void intervalsVaryByATenth() {
    Prober prober = new Prober(this::check, POLICY, new Ear(), scheduler, ticker, Dice.seeded(1));
    prober.watch(Nodes.of("a").get(0));
    advance(1_000);
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    assertThat(gaps).allMatch(gap -> gap >= 4_500 && gap <= 5_600);
    assertThat(gaps).anyMatch(gap -> gap < 4_700).anyMatch(gap -> gap > 5_300);
  }

  @Test
  void aForgottenNodeIsLeftAlone() {
    hung.add("a");
    Prober prober = prober(POLICY);
    Node node = Nodes.of("a").get(0);
    prober.watch(node);
    prober.watch(node);
    assertThat(prober.size()).isEqualTo(1);
    advance(3);
    prober.forget(node);
    prober.forget(node);
    assertThat(asked).hasSize(1).allMatch(CompletableFuture::isCancelled);
    advance(20);
    assertThat(asked).hasSize(1);
    assertThat(heard).isEmpty();
    assertThat(prober.running()).isZero();
  }

  @Test
  void flappingLeavesNothingBehind() {
    hung.add("n0");
    Prober prober = prober(POLICY.waitingForFirst().withMaxConcurrent(2));
    Node stays = Nodes.of("stays").get(0);
    prober.watch(stays);
    int most = 0;
    for (int i = 0; i < 100_000; i++) {
      Node node = Nodes.fresh(1).get(0);
      prober.watch(node);
      if (i % 10 == 0) {
        advance(0.1); // its check has begun, and hangs
      }
      prober.forget(node);
      most = Math.max(most, scheduler.pending());
      asked.clear();
      times.clear();
    }
    assertThat(prober.size()).isEqualTo(1);
    assertThat(prober.running()).isZero();
    assertThat(most).isLessThanOrEqualTo(2);
    advance(6);
    assertThat(asked).isNotEmpty(); // the other one was not forgotten
    prober.forget(stays);
    advance(1);
    assertThat(scheduler.pending()).isZero();
    prober.watch(stays); // and it ticks again
    advance(1);
    assertThat(scheduler.pending()).isEqualTo(1);
  }

  @Test
  void afterCloseNothingIsWatched() {
    Prober prober = prober(POLICY);
    prober.close();
    Nodes.fresh(2).forEach(prober::watch);
    assertThat(prober.size()).isZero();
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aSchedulerThatIsShutDownEndsIt() {
    Prober prober = prober(POLICY.waitingForFirst());
    hung.add("a");
    prober.watch(Nodes.of("a").get(0));
    scheduler.runDue();
    scheduler.shutdown();
    asked.get(0).complete(ProbeVerdict.passed());
    assertThat(prober.running()).isZero();
    assertThat(heard).isEmpty();
  }

  @Test
  void refusesNonsense() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbePolicy.every(second).withTimeout(second))
        .withMessage("timeout: PT1S (expected: less than interval, PT1S)");
    assertThatIllegalArgumentException().isThrownBy(() -> ProbePolicy.every(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> POLICY.withThresholds(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> POLICY.withThresholds(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> POLICY.withMaxConcurrent(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> POLICY.withWhileUnhealthy(Duration.ofSeconds(6)));
    assertThatIllegalArgumentException().isThrownBy(() -> ProbeVerdict.failed(" "));
    assertThat(ProbePolicy.every(Duration.ofMillis(100)).timeout()).hasMillis(50);
  }
}
