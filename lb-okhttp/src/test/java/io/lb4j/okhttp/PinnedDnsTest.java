package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PinnedDnsTest {
  private static final Dns CLIENT = name -> List.of(Servers.loopback(9));

  @Test
  @DisplayName("Answers the endpoint's address under the logical name, and delegates all else")
  void lookup() throws Exception {
    PinnedDns dns = new PinnedDns("orders", "127.0.0.1", 80, CLIENT);
    assertThat(dns.lookup("orders")).hasToString("[orders/127.0.0.1]");
    assertThat(dns.lookup("other")).hasToString("[/127.0.0.9]");
  }

  @Test
  @DisplayName("Keeps the zone of a link-local address")
  void zone() throws Exception {
    PinnedDns dns = new PinnedDns("orders", "[fe80::1%1]", 80, CLIENT);
    assertThat(dns.lookup("orders").get(0).getHostAddress()).startsWith("fe80:").contains("%");
  }

  @Test
  @DisplayName("A Dns that answers nothing is an unknown host")
  void nothing() {
    PinnedDns dns = new PinnedDns("orders", "web-1", 80, name -> List.of());
    assertThatThrownBy(() -> dns.lookup("orders"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("web-1");
  }

  @Test
  @DisplayName("Hazard 8: is another for another port, and the same for the same values")
  void equality() {
    PinnedDns dns = new PinnedDns("orders", "127.0.0.1", 80, CLIENT);
    assertThat(dns).isEqualTo(new PinnedDns("orders", "127.0.0.1", 80, CLIENT));
    assertThat(dns).isNotEqualTo(new PinnedDns("orders", "127.0.0.1", 81, CLIENT));
    assertThat(dns).isNotEqualTo(new PinnedDns("users", "127.0.0.1", 80, CLIENT));
  }
}
