package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void withoutArgumentsEverythingRunsAtItsUsualPace() {
    assertThat(Options.parse()).isEqualTo(new Options(Options.Look.AUTOMATIC, 1, true, false));
  }

  @Test
  void eachOptionChangesOneThing() {
    assertThat(Options.parse("--plain", "--fast", "--http-only"))
        .isEqualTo(new Options(Options.Look.PLAIN, 0.25, false, false));
    assertThat(Options.parse("-h").help()).isTrue();
  }

  @Test
  void theLastOfTwoContradictingOptionsHolds() {
    assertThat(Options.parse("--plain", "--live").look()).isEqualTo(Options.Look.LIVE);
  }

  @Test
  void anUnknownOptionIsRefusedAndTheKnownOnesAreTold() {
    assertThatThrownBy(() -> Options.parse("--quick"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option: --quick (expected: --live, --plain, --fast, --http-only or --help)");
  }

  @Test
  void everyOptionIsExplained() {
    assertThat(Options.USAGE).contains("--live", "--plain", "--fast", "--http-only", "--help");
  }
}
