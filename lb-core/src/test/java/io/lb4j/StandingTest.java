package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
  private static final Standing.Check NOT_READY = new Standing.Check.NotReady("says 503");
  private static final Standing.Check FAILING = new Standing.Check.Failing("no answer");
  private static final Standing.Passive OUT = new Standing.Passive.Out("5 failures", 100);
  private static final Standing.Passive ON_TRIAL =
      new Standing.Passive.OnTrial(new Trial(new Node(Endpoint.named("a")), 0, 1));

  private static Standing standing(
      String drained, Standing.Check check, Standing.Passive passive, boolean ramping) {
    return new Standing(drained, check, passive, "joined", ramping);
  }

  private static Standing.Check check(String name) {
    return switch (name) {
      case "passing" -> Standing.PASSING;
      case "awaited" -> Standing.AWAITED;
      case "not ready" -> NOT_READY;
      default -> FAILING;
    };
  }

  private static Standing.Passive passive(String name) {
    return switch (name) {
      case "in" -> Standing.IN;
      case "out" -> OUT;
      default -> ON_TRIAL;
    };
  }

  /** The precedence, written out. */
  @ParameterizedTest
  @CsvSource({
    "passing,   in,    false, HEALTHY,    joined",
    "passing,   in,    true,  SLOW_START, joined",
    "passing,   out,   true,  EJECTED,    5 failures",
    "passing,   trial, true,  PROBATION,  'ejection served, one request at a time'",
    "awaited,   in,    false, STARTING,   joined",
    "awaited,   out,   false, EJECTED,    5 failures",
    "awaited,   trial, false, PROBATION,  'ejection served, one request at a time'",
    "failing,   in,    true,  EJECTED,    no answer",
    "failing,   out,   false, EJECTED,    no answer",
    "failing,   trial, false, EJECTED,    no answer",
    "not ready, in,    true,  DRAINING,   says 503",
    "not ready, out,   false, DRAINING,   says 503",
    "not ready, trial, false, DRAINING,   says 503",
  })
  void theStateFollowsFromAllSides(
      String check, String passive, boolean ramping, NodeState state, String why) {
    Standing standing = standing(null, check(check), passive(passive), ramping);
    assertThat(standing.state()).isEqualTo(state);
    assertThat(standing.why()).isEqualTo(why);
  }

  @Test
  void whatIsDrainedIsDrainedWhateverElseIsSaid() {
    for (Standing standing : everything("drained by hand")) {
      assertThat(standing.state()).as("%s", standing).isEqualTo(NodeState.DRAINING);
      assertThat(standing.why()).isEqualTo("drained by hand");
    }
  }

  /** A check that passes again does not end what requests have earned, nor the other way round. */
  @Test
  void oneSideDoesNotOverwriteTheOther() {
    Standing both = standing(null, FAILING, OUT, false);
    assertThat(both.with(Standing.PASSING).state()).isEqualTo(NodeState.EJECTED);
    assertThat(both.with(Standing.PASSING).why()).isEqualTo("5 failures");
    assertThat(both.with(Standing.IN).state()).isEqualTo(NodeState.EJECTED);
    assertThat(both.with(Standing.IN).why()).isEqualTo("no answer");
    assertThat(both.with(Standing.IN).with(Standing.PASSING).state()).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void onlyWhoIsHeldBackByNothingIsInService() {
    for (Standing standing : everything(null)) {
      boolean free = standing.check() == Standing.PASSING && standing.passive() == Standing.IN;
      assertThat(standing.state().isInService()).as("%s", standing).isEqualTo(free);
    }
  }

  private static List<Standing> everything(String drained) {
    List<Standing> all = new ArrayList<>();
    for (Standing.Check check : List.of(Standing.PASSING, Standing.AWAITED, NOT_READY, FAILING)) {
      for (Standing.Passive passive : List.of(Standing.IN, OUT, ON_TRIAL)) {
        all.add(standing(drained, check, passive, false));
        all.add(standing(drained, check, passive, true));
      }
    }
    return all;
  }
}
