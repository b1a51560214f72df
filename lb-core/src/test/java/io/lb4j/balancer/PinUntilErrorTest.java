package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.ChiSquare;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PinUntilErrorTest implements BalancerContract {
  private static final PickContext NONE = PickContext.none();
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final Supplier<RandomGenerator> dice = Dice.seeded(7);
  private final List<Node> nodes = Nodes.fresh(5);

  @Override
  public Balancer balancer() {
    return PinUntilError.seeded(HOUR, dice);
  }

  @Override
  public boolean usesAllNodes() {
    return false;
  }

  private static void end(Picker picker, Node node, Outcome outcome) {
    picker.ended(node, outcome, 0, 1, 1);
  }

  @Test
  void itStaysUntilAFailure() {
    Picker picker = balancer().picker(nodes);
    Node pinned = picker.pick(NONE);
    for (int i = 0; i < 100; i++) {
      end(picker, pinned, i % 2 == 0 ? Outcome.SUCCESS : Outcome.IGNORED);
      assertThat(picker.pick(NONE, i)).isSameAs(pinned);
    }
    end(picker, pinned, Outcome.FAILURE);
    assertThat(picker.pick(NONE)).isNotSameAs(pinned);
    assertThat(picker.explain(NONE, 0).node()).isSameAs(picker.pick(NONE));
  }

  @Test
  void lateFailuresOfTheOldNodeDoNotMoveItAgain() {
    Picker picker = balancer().picker(nodes);
    Node old = picker.pick(NONE);
    end(picker, old, Outcome.FAILURE);
    Node next = picker.pick(NONE);
    for (int i = 0; i < 100; i++) {
      end(picker, old, Outcome.FAILURE);
    }
    assertThat(picker.pick(NONE)).isSameAs(next);
  }

  /** n = 10 000 failures over 4 others each; exceeded by chance 1 in 10^6, seed 7. */
  @Test
  void allOthersAreEquallyLikely() {
    int[] counts = new int[5];
    for (int i = 0; i < 10_000; i++) {
      Picker picker = balancer().picker(nodes);
      end(picker, picker.pick(NONE), Outcome.FAILURE);
      counts[nodes.indexOf(picker.pick(NONE))]++;
    }
    assertThat(ChiSquare.uniform(counts)).isLessThan(ChiSquare.limit(5));
  }

  @Test
  void theOnlyNodeStays() {
    Picker picker = balancer().picker(nodes.subList(0, 1));
    end(picker, nodes.get(0), Outcome.FAILURE);
    assertThat(picker.pick(NONE)).isSameAs(nodes.get(0));
  }

  @Test
  void thePinSurvivesRebuildsUnlessItsNodeLeaves() {
    Picker picker = balancer().picker(nodes);
    Node pinned = picker.pick(NONE);
    List<Node> more = new ArrayList<>(Nodes.of("x", "y"));
    more.addAll(nodes);
    picker = balancer().rebuild(more, picker);
    assertThat(picker.pick(NONE)).isSameAs(pinned);
    more.remove(pinned);
    picker = balancer().rebuild(more, picker);
    Node next = picker.pick(NONE);
    assertThat(more).contains(next);
    picker = balancer().rebuild(nodes, balancer().rebuild(more, picker));
    assertThat(nodes.contains(next) ? picker.pick(NONE) : next).isSameAs(next);
  }

  @Test
  void itDrawsAnewFromTimeToTime() {
    Picker picker = balancer().picker(Nodes.fresh(100));
    long start = Long.MAX_VALUE - HOUR / 2; // the clock overflows on the way
    Node pinned = picker.pick(NONE, start);
    assertThat(picker.pick(NONE, start + HOUR / 10)).as("before the overflow").isSameAs(pinned);
    assertThat(picker.pick(NONE, start + HOUR * 7 / 10)).isSameAs(pinned);
    assertThat(picker.explain(NONE, start + HOUR * 13 / 10).node()).isNull();
    assertThat(picker.pick(NONE, start + HOUR * 13 / 10)).isNotSameAs(pinned); // 1 in 100, seed 7
  }

  @Test
  void aTriedPinIsLeftForThisRequestOnly() {
    Picker picker = balancer().picker(nodes);
    Node pinned = picker.pick(NONE);
    assertThat(picker.pick(NONE.afterTrying(pinned))).isNotSameAs(pinned);
    assertThat(picker.pick(NONE)).isSameAs(pinned);
  }

  @Test
  void clientsSpread() {
    int[] counts = new int[5];
    for (int i = 0; i < 10_000; i++) {
      counts[nodes.indexOf(balancer().picker(nodes).pick(NONE))]++;
    }
    assertThat(ChiSquare.uniform(counts)).isLessThan(ChiSquare.limit(5));
  }

  @Test
  void theTimeMustBePositive() {
    assertThatThrownBy(() -> Balancers.pinUntilError(Duration.ZERO))
        .hasMessageContaining("shuffle: PT0S");
    assertThat(Balancers.pinUntilError()).hasToString("pinUntilError");
  }
}
