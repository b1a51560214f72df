package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LsnTest {
  @Test
  void readsAndPrintsWhatTheServerPrints() {
    assertThat(Lsn.parse("1/A0000028").bytes()).isEqualTo(0x1_A000_0028L);
    assertThat(Lsn.parse("1/A0000028")).hasToString("1/A0000028");
    assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("7FFFFFFF/0"));
  }

  @Test
  void headerOfAPageIsNotSomethingToWaitFor() {
    assertThat(Lsn.parse("0/3002018").withoutPageHeader()).isEqualTo(Lsn.parse("0/3002000"));
    assertThat(Lsn.parse("0/3000028").withoutPageHeader()).isEqualTo(Lsn.parse("0/3000000"));
    assertThat(Lsn.parse("0/3000018").withoutPageHeader()).isEqualTo(Lsn.parse("0/3000000"));
    assertThat(Lsn.parse("0/3002028").withoutPageHeader()).isEqualTo(Lsn.parse("0/3002028"));
  }

  @Test
  void distanceIsNeverNegative() {
    assertThat(Lsn.parse("0/3000010").aheadOf(Lsn.parse("0/3000000"))).isEqualTo(16);
    assertThat(Lsn.parse("0/3000000").aheadOf(Lsn.parse("0/3000010"))).isZero();
  }
}
