package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void theLastLineHasTheTotals() {
    Summary summary = summary(Sample.reading(3, 1, 4), Optional.empty());

    assertThat(summary.lastLine())
        .isEqualTo("demo: 300 requests, 1 lost, 120 reads, 30 writes, 4 failed");
  }

  @Test
  void itIsGoodOnlyIfNothingWasLostAndNothingFailed() {
    assertThat(summary(Sample.reading(3, 0, 0), Optional.empty()).isGood()).isTrue();
    assertThat(summary(Sample.reading(3, 1, 0), Optional.empty()).isGood()).isFalse();
    assertThat(summary(Sample.reading(3, 0, 1), Optional.empty()).isGood()).isFalse();
  }

  @Test
  void tellsHowManyAttemptsFailedAndWhoMadeThemAgain() {
    assertThat(printed(summary(Sample.reading(3, 0, 0), Optional.empty())))
        .contains("the application repeated 2 of them")
        .contains("3 attempts failed on one endpoint; lb4j made them again on another.");
  }

  @Test
  void tellsTheFirstFailureAndClaimsNothingMore() {
    assertThat(printed(summary(Sample.reading(3, 1, 0), Optional.of("request: timeout"))))
        .contains("The first failure: request: timeout")
        .doesNotContain("made them again");
  }

  @Test
  void fitsIntoEightyColumns() {
    assertThat(printed(summary(Sample.reading(3, 0, 0), Optional.empty())).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  private static Summary summary(Reading total, Optional<String> firstFailure) {
    Act act = new Act("restore", "it is back", "replica-1", Duration.ofSeconds(1), () -> {});
    ActReport report = new ActReport(act, total, List.of(), List.of(), 0.51, 1);
    return new Summary(List.of(report), total, firstFailure, "left out");
  }

  private static String printed(Summary summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    summary.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
