package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsecutiveFailuresTest {
  private static final HealthTracker FIVE = HealthTracker.consecutiveFailures(5);
  private static final ConnectException REFUSED = new ConnectException("10.0.0.1 refused");

  @Test
  void oneDeadOfTenGoesAfterExactlyFiveFailures() {
    Fleet fleet = new Fleet(10, FIVE).kill(3).requests(1_000);
    assertThat(fleet.ejections)
        .containsExactly("n3: 5 failures in a row, last: java.io.IOException");
    assertThat(fleet.node(3).failures()).isEqualTo(5);
  }

  @Test
  void oneRefusedConnectionIsEnough() {
    Fleet fleet = new Fleet(10, FIVE).requests(100);
    fleet.fail(3, new CompletionException(REFUSED));
    assertThat(fleet.ejections).containsExactly("n3: a failure: java.net.ConnectException");
  }

  /**
   * n = 10^5 requests, seed 7, 30 % failures: a run of 12 comes by chance with 5e-7 at each, so
   * 0.04 are expected; without the guard, runs of five come 170 times.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100})
  void aCommonFaultEjectsNobody(int size) {
    Fleet fleet = new Fleet(size, FIVE);
    fleet.requests(100_000, Duration.ofMillis(1), node -> 0.3);
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void aCommonFaultOfTheNetworkEjectsNobody() {
    Fleet fleet = new Fleet(10, FIVE).requests(200);
    for (int i = 0; i < 1_000; i++) { // each tenth connection is refused, everywhere
      for (int node = 0; node < 10; node++) {
        if ((i + node) % 10 == 0) {
          fleet.fail(node, REFUSED);
        } else {
          fleet.succeed(node);
        }
      }
    }
    // only the very first: nothing else had gone wrong by then
    assertThat(fleet.ejections).containsExactly("n0: a failure: java.net.ConnectException");
  }

  @Test
  void whenAllFailNobodyIsEjected() {
    Fleet fleet = new Fleet(5, FIVE).kill(0, 1, 2, 3, 4).requests(100_000);
    assertThat(fleet.ejections).isEmpty();
  }

  /**
   * Most failures of any one: after 20 good requests each, and from the very start. Both the same:
   * while the run lasts, the dead know each other as nothing but dead.
   */
  @ParameterizedTest
  @CsvSource({"5, 2, 10", "10, 3, 10", "20, 5, 9", "10, 6, 24", "10, 9, 118", "3, 1, 5", "2, 1, 5"})
  void manyDeadGoTooAfterAFewMore(int size, int dead, int failures) {
    assertThat(mostFailures(size, dead, 20)).isEqualTo(failures);
    assertThat(mostFailures(size, dead, 0)).isEqualTo(failures);
  }

  /**
   * Nobody has a past of failures, so only what the others do meanwhile shows what it is. In a
   * small cluster that is little: one may go by mistake, for once.
   */
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "10, 0", "100, 0"})
  void aCommonFaultThatHasJustBegunEjectsNobody(int size, int allowed) {
    Fleet fleet = new Fleet(size, FIVE).requests(100_000);
    fleet.requests(100_000, Duration.ofMillis(1), node -> 0.3);
    assertThat(fleet.ejections).hasSizeLessThanOrEqualTo(allowed);
  }

  @Test
  void whenAllBeginToFailNobodyIsEjected() {
    Fleet fleet = new Fleet(5, FIVE).requests(10_000).kill(0, 1, 2, 3, 4).requests(10_000);
    assertThat(fleet.ejections).isEmpty();
  }

  /** Those that are gone are not compared with; nor is a newcomer taken for whom it replaces. */
  @Test
  void whatOthersDidIsForgottenWhenTheyAreOthers() {
    Fleet fleet = new Fleet(3, FIVE).requests(30);
    CommonFault.Mark mark = CommonFault.Mark.of(fleet.node(0), fleet.nodes);
    fleet.fail(1);
    fleet.succeed(2);
    assertThat(mark.errorRate(fleet.node(0), fleet.nodes)).isEqualTo(0.5);
    assertThat(mark.errorRate(fleet.node(0), fleet.nodes.subList(0, 2))).isNegative();
    assertThat(mark.errorRate(fleet.node(0), new Fleet(3, FIVE).nodes)).isNegative();
  }

  private static long mostFailures(int size, int dead, int before) {
    Fleet fleet = new Fleet(size, FIVE).requests(size * before);
    for (int i = 0; i < dead; i++) {
      fleet.kill(i);
    }
    fleet.requests(size * 200);
    assertThat(fleet.allDeadAreOut()).isTrue();
    return fleet.nodes.stream().mapToLong(Node::failures).max().orElse(0);
  }

  @Test
  void severalThatRefuseGoAfterThree() {
    Fleet fleet = new Fleet(5, FIVE).requests(100);
    for (int i = 0; i < 3; i++) {
      fleet.fail(0, REFUSED);
      fleet.fail(1, REFUSED);
    }
    assertThat(fleet.ejections)
        .containsExactly(
            "n0: a failure: java.net.ConnectException",
            "n1: 3 failures in a row, last: java.net.ConnectException");
  }

  /**
   * Black holes get most of the traffic, and must not make each other look normal by it: six with
   * nothing but failures, four that had 20 requests before, and have none now.
   */
  @Test
  void blackHolesThatDrawTrafficGoAsSoon() {
    Fleet fleet = new Fleet(10, FIVE);
    for (int i = 0; i < 80; i++) {
      fleet.succeed(6 + i % 4);
    }
    for (int i = 0; i < 1_200; i++) {
      if (fleet.node(i % 6).state() == NodeState.HEALTHY) {
        fleet.fail(i % 6);
      }
    }
    assertThat(fleet.out()).hasSize(6);
    assertThat(fleet.nodes.stream().mapToLong(Node::failures).max()).hasValue(132);
  }

  @Test
  void whereEvenTheLastMayGoThereIsNoGuard() {
    Fleet fleet = new Fleet(2, HealthTracker.consecutiveFailures(2), true).kill(0, 1);
    for (int i = 0; i < 2; i++) {
      fleet.fail(0);
      fleet.fail(1);
    }
    assertThat(fleet.out()).containsExactly("n0", "n1");
  }

  @Test
  void cancelledAndMistakenRequestsNeitherCountNorStartAnew() {
    Fleet fleet = new Fleet(3, HealthTracker.consecutiveFailures(2));
    fleet.fail(0);
    for (int i = 0; i < 10; i++) {
      fleet.fail(1, new CancellationException());
      fleet.fail(0, new IllegalArgumentException("mine"));
    }
    assertThat(fleet.ejections).isEmpty();
    fleet.fail(0);
    assertThat(fleet.out()).containsExactly("n0");
  }

  /** What is a failure, what is ignored, and what ejects at once, is the user's to say. */
  @Test
  void theUsersClassifierIsAsked() {
    class NotLeader extends IOException {
      private static final long serialVersionUID = 1;
    }
    HealthTracker.Ejector[] real = new HealthTracker.Ejector[1];
    HealthTracker classified =
        ejector -> {
          real[0] = ejector;
          return FIVE.watch(
              new HealthTracker.Ejector() {
                @Override
                public void eject(Node node, String reason) {
                  ejector.eject(node, reason);
                }

                @Override
                public Severity severityOf(Throwable cause) {
                  return cause instanceof NotLeader ? Severity.FATAL : Severity.FAILURE;
                }
              });
        };
    Fleet fleet = new Fleet(3, classified);
    fleet.fail(0, REFUSED); // a mere failure, by this classifier
    fleet.fail(1, new NotLeader());
    assertThat(fleet.out()).containsExactly("n1");
    assertThat(fleet.ejections.get(0)).startsWith("n1: a failure: ").endsWith("NotLeader");
  }

  @Test
  void aSuccessStartsTheCountAnew() {
    Fleet fleet = new Fleet(3, FIVE);
    for (int i = 0; i < 100; i++) {
      fleet.fail(0);
      fleet.fail(0);
      fleet.succeed(0);
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void aFailureWithoutExceptionCounts() {
    Fleet fleet = new Fleet(3, HealthTracker.consecutiveFailures(1));
    fleet.end(fleet.node(2), Outcome.FAILURE, null, 1);
    assertThat(fleet.ejections).containsExactly("n2: a failure: no exception");
  }

  @Test
  void upToSixteenOthersAreAllLookedAt() {
    for (int size = 2; size <= 17; size++) {
      for (int bad = 1; bad < size; bad++) {
        Fleet fleet = new Fleet(size, FIVE);
        fleet.fail(bad);
        assertThat(CommonFault.errorRateBeside(fleet.node(0), fleet.nodes))
            .as("%s of %s", bad, size)
            .isEqualTo(1);
      }
    }
    Fleet none = new Fleet(1, FIVE);
    assertThat(CommonFault.errorRateBeside(none.node(0), none.nodes)).isZero();
    assertThat(CommonFault.errorRateBeside(none.node(0), List.of())).isZero();
  }

  @Test
  void refusesNonsense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HealthTracker.consecutiveFailures(0))
        .withMessageContaining("limit: 0");
  }
}
