package io.lb4j.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResourceReportsTest {
  private final FakeTicker ticker = new FakeTicker();
  private final ResourceReports reports =
      ResourceReports.expiringAfter(Duration.ofSeconds(10), ticker);

  @Test
  void theLastReportCountsUntilItExpires() {
    Endpoint a = Endpoint.named("a");
    assertThat(reports.latest(a)).isNull();
    reports.put("a", ResourceReport.of(0.1, 0.2));
    reports.put("a", ResourceReport.of(0.3, 0.4));
    ticker.advance(Duration.ofMillis(9_999)); // across the overflow of the clock
    assertThat(reports.latest(a)).isEqualTo(ResourceReport.of(0.3, 0.4));
    ticker.advance(Duration.ofMillis(1));
    assertThat(reports.latest(a)).isNull();
  }

  @Test
  void endpointsThatAreGoneLeaveNothingBehind() {
    for (int i = 0; i < 1_000; i++) {
      reports.put("gone-" + i, ResourceReport.of(0, 0));
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(reports.size()).isLessThanOrEqualTo(20);
  }

  @Test
  void figuresBeyondFullAreFull() {
    assertThat(ResourceReport.of(1.02, 7)).isEqualTo(ResourceReport.of(1, 1));
    assertThat(ResourceReport.of(0, 0).with("q", 3).custom("q", 0)).isEqualTo(3);
    assertThat(ResourceReport.of(0, 0).custom("q", 5)).isEqualTo(5);
  }

  @Test
  void refusesNonsense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceReport.of(-0.1, 0))
        .withMessage("cpu: -0.1 (expected: >= 0)");
    assertThatIllegalArgumentException().isThrownBy(() -> ResourceReport.of(0, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceReports.expiringAfter(Duration.ZERO, ticker));
    assertThatIllegalArgumentException().isThrownBy(() -> new ProbeResult(-1, Duration.ZERO));
  }
}
