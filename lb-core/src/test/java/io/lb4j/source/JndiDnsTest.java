package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real DNS server on loopback. */
class JndiDnsTest {
  private final DnsServer server = new DnsServer();
  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final Polling polling =
      Polling.every(Duration.ofSeconds(30))
          .withFirstWait(Duration.ZERO)
          .withScheduler(scheduler)
          .withRandom(Dice.even());
  private final Audience audience = new Audience();

  JndiDnsTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aNameWithAddressesOfBothKinds() throws Exception {
    server.addresses("orders.test", "10.0.0.1", "10.0.0.2", "2001:db8::1");
    assertThat(AddressLookup.dns(server.address()).addresses("orders.test"))
        .containsExactlyInAnyOrder(
            InetAddress.getByName("10.0.0.1"),
            InetAddress.getByName("10.0.0.2"),
            InetAddress.getByName("2001:db8::1"));
    assertThat(server.questions).containsExactly("orders.test A", "orders.test AAAA");
  }

  @Test
  void unknownNamesAndServersInTroubleAreFailures() throws Exception {
    AddressLookup lookup = AddressLookup.dns(server.address());
    assertThatThrownBy(() -> lookup.addresses("nowhere.test"))
        .isInstanceOf(NameNotFoundException.class);
    server.addresses("orders.test", "10.0.0.1");
    server.refuses = true;
    assertThatThrownBy(() -> lookup.addresses("orders.test")).isInstanceOf(NamingException.class);
  }

  /** okhttp#3374, vert.x#6251 and others: the change is seen although the record lives an hour. */
  @Test
  void aChangeOfTheRecordIsSeenAtTheNextLookup() throws IOException {
    server.addresses("orders.test", "10.0.0.1", "10.0.0.2");
    EndpointSource.dns("orders.test", 8080)
        .resolver(AddressLookup.dns(server.address()))
        .polling(polling)
        .subscribe(audience);
    scheduler.runDue();
    assertThat(audience.ids()).containsExactly("10.0.0.1:8080", "10.0.0.2:8080");
    server.addresses("orders.test", "10.0.0.2", "10.0.0.3");
    scheduler.advance(Duration.ofSeconds(30));
    assertThat(audience.ids()).containsExactly("10.0.0.2:8080", "10.0.0.3:8080");
    server.refuses = true;
    scheduler.advance(Duration.ofHours(1));
    assertThat(audience.lists).hasSize(2);
    assertThat(audience.failures).isNotEmpty();
  }

  @Test
  void srvRecordsAndTheirTargets() throws IOException {
    server.services(
        "_http._tcp.orders.test", "10 3 8081 a.test.", "10 1 8082 b.test.", "20 1 1 c.test");
    server.addresses("a.test", "10.0.0.1");
    server.addresses("b.test", "10.0.0.2");
    EndpointSource.srv("_http._tcp.orders.test")
        .lookup(SrvLookup.dns(server.address()))
        .resolver(AddressLookup.dns(server.address()))
        .polling(polling)
        .subscribe(audience);
    scheduler.runDue();
    assertThat(audience.failures).isEmpty();
    assertThat(audience.lists.get(0))
        .containsExactly(
            Endpoint.of("http://10.0.0.1:8081").withWeight(3), Endpoint.of("http://10.0.0.2:8082"));
  }

  @Test
  void onlyNamesGetIntoAQuestion() {
    AddressLookup lookup = AddressLookup.dns(server.address());
    for (String bad : new String[] {"", ".", "a b", "a/b", "a\\b", "a..b", "-a", "\"", "ä.test"}) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> lookup.addresses(bad))
          .withMessageStartingWith("name: '");
    }
    for (String bad : new String[] {"", "dns://x", "a/b", "a:b", "a b", "a:123456"}) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> SrvLookup.dns(bad))
          .withMessageStartingWith("server: ");
    }
    assertThat(server.questions).isEmpty();
  }
}
