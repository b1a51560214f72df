package io.lb4j.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SeverityTest {
  @Test
  void whatNeverReachedTheEndpointEjectsAtOnce() {
    for (IOException each :
        new IOException[] {
          new ConnectException("refused"),
          new NoRouteToHostException("none"),
          new UnknownHostException("nobody")
        }) {
      assertThat(Severity.of(each)).isEqualTo(Severity.UNREACHABLE);
      assertThat(Severity.of(new CompletionException(each))).isEqualTo(Severity.UNREACHABLE);
      assertThat(Severity.of(new UncheckedIOException(each))).isEqualTo(Severity.UNREACHABLE);
    }
    assertThat(Severity.UNREACHABLE.ejectsAtOnce()).isTrue();
    assertThat(Severity.FATAL.ejectsAtOnce()).isTrue();
  }

  @Test
  void whatReachedItIsAFailure() {
    assertThat(Severity.of(new IOException("reset"))).isEqualTo(Severity.FAILURE);
    assertThat(Severity.of(new SocketTimeoutException("read"))).isEqualTo(Severity.FAILURE);
    assertThat(Severity.of(new UncheckedIOException(new IOException("reset"))))
        .isEqualTo(Severity.FAILURE);
    assertThat(Severity.FAILURE.ejectsAtOnce()).isFalse();
    assertThat(Severity.FAILURE.outcome()).isEqualTo(Outcome.FAILURE);
  }

  @Test
  void whatSaysNothingOfItIsIgnored() {
    assertThat(Severity.of(new CancellationException())).isEqualTo(Severity.IGNORED);
    assertThat(Severity.of(new IllegalArgumentException("mistake"))).isEqualTo(Severity.IGNORED);
    assertThat(Severity.of(new OutOfMemoryError())).isEqualTo(Severity.IGNORED);
    assertThat(Severity.IGNORED.outcome()).isEqualTo(Outcome.IGNORED);
  }
}
