package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1:8080, 10.0.0.1:8080, 10.0.0.1, 8080",
    "http://Orders.Example, orders.example:80, Orders.Example, 80",
    "https://orders.example/base, orders.example:443, orders.example, 443",
    "redis://cache:6379, cache:6379, cache, 6379",
    "cache:6379, cache:6379, cache, 6379",
    "http://[::1]:8080, [::1]:8080, [::1], 8080",
  })
  void idIsHostAndPort(String uri, String id, String host, int port) {
    Endpoint endpoint = Endpoint.of(uri);
    assertThat(endpoint.id()).isEqualTo(id);
    assertThat(endpoint.host()).isEqualTo(host);
    assertThat(endpoint.port()).isEqualTo(port);
  }

  @Test
  void theUriIsKeptAsWritten() {
    assertThat(Endpoint.of("http://a:1/x").uri()).isEqualTo(URI.create("http://a:1/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis",
        "http://",
        "http:///x",
        "tcp://a",
        "http://a:0",
        "a:70000",
        "h ttp://a:1"
      })
  void textThatNamesNoHostOrPortIsRefused(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of(uri))
        .withMessageMatching("(?s)uri: .* \\(expected: .*scheme://host:port.*\\)");
  }

  @Test
  void aPasswordInTheUriIsRefusedAndNotShown() {
    for (String uri :
        List.of(
            "http://joe:secret@a:1",
            "redis://joe:secret@a",
            "http://joe:secret@my_host:80",
            "http://joe:s e cret@a:80",
            "joe:secret@a:1")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Endpoint.of(uri))
          .withMessageContaining("no user name, password")
          .withMessageNotContaining("cret")
          .withNoCause();
    }
  }

  @Test
  void namesThatWouldForgeLogLinesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.named("a\nINFO all is well"))
        .withMessage("id: 'a?INFO all is well' (expected: no control characters)");
  }

  @Test
  void aNamedEndpointHasNoUri() {
    Endpoint replica = Endpoint.named("replica-1");
    assertThat(replica.hasUri()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(replica::uri)
        .withMessageContaining("replica-1")
        .withMessageContaining("no uri");
  }

  @Test
  void copiesDifferInOneThingOnly() {
    Endpoint a = Endpoint.of("http://a:1");
    Endpoint other =
        a.withWeight(3)
            .withTag("version", "2")
            .withPriority(1)
            .withLocality(new Locality("eu", "eu-1"));
    assertThat(other.weight()).isEqualTo(3);
    assertThat(other.tags()).containsEntry("version", "2");
    assertThat(other.priority()).isEqualTo(1);
    assertThat(other.locality().zone()).isEqualTo("eu-1");
    assertThat(other.id()).isEqualTo(a.id());
    assertThat(a.weight()).isEqualTo(1);
    assertThat(other).isNotEqualTo(a).isEqualTo(other.withWeight(3)).hasSameHashCodeAs(a);
    assertThat(a.withId("first").id()).isEqualTo("first");
  }

  @Test
  void badValuesAreRefusedWithNameValueAndExpectation() {
    Endpoint a = Endpoint.named("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.withWeight(-1))
        .withMessage("weight: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.withPriority(-1))
        .withMessage("priority: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.named(" "))
        .withMessage("id: ' ' (expected: a name that is not blank)");
    assertThatNullPointerException()
        .isThrownBy(() -> Endpoint.named(null))
        .withMessage("id: null (expected: a value)");
    assertThatNullPointerException()
        .isThrownBy(() -> a.withLocality(null))
        .withMessageContaining("locality");
  }
}
