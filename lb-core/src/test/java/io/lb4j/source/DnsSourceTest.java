package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsSourceTest {
  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final Polling polling =
      Polling.every(Duration.ofSeconds(30))
          .withFirstWait(Duration.ZERO)
          .withScheduler(scheduler)
          .withRandom(Dice.even());
  private final Audience audience = new Audience();

  static List<InetAddress> addresses(String... literals) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(InetAddress.getByName(literal));
    }
    return addresses;
  }

  private DnsSource dns(AddressLookup resolver) {
    return EndpointSource.dns("orders.internal", 8080).resolver(resolver).polling(polling);
  }

  /** vert.x#6200. */
  @Test
  void everyAddressOfANameIsAnEndpoint() {
    dns(host -> addresses("10.0.0.2", "10.0.0.1", "2001:db8::1", "10.0.0.1")).subscribe(audience);
    scheduler.runDue();
    assertThat(audience.lists)
        .containsExactly(
            List.of(
                Endpoint.of("http://10.0.0.1:8080"),
                Endpoint.of("http://10.0.0.2:8080"),
                Endpoint.of("http://[2001:db8:0:0:0:0:0:1]:8080")));
  }

  /** stork#233: same ids at each refresh, and no news when only the order has changed. */
  @Test
  void theOrderOfAnAnswerIsNoChange() {
    List<String> all = new ArrayList<>(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
    Random random = new Random(1);
    dns(host -> {
          Collections.shuffle(all, random);
          return addresses(all.toArray(String[]::new));
        })
        .subscribe(audience);
    scheduler.advance(Duration.ofHours(1));
    assertThat(audience.lists).hasSize(1);
  }

  @Test
  void schemeAndAddressesCanBeChosen() {
    dns(host -> addresses("10.0.0.1", "::1"))
        .scheme("https")
        .only(Inet4Address.class::isInstance)
        .subscribe(audience);
    scheduler.runDue();
    assertThat(audience.lists).containsExactly(List.of(Endpoint.of("https://10.0.0.1:8080")));
  }

  @Test
  void anAnswerOfWhichNothingIsLeftIsAFailure() {
    dns(host -> addresses("::1")).only(Inet4Address.class::isInstance).subscribe(audience);
    dns(host -> List.of()).subscribe(audience);
    scheduler.runDue();
    assertThat(audience.messages())
        .containsExactly(
            "orders.internal: no address (expected: at least one that only(..) lets pass)",
            "orders.internal: no address (expected: at least one)");
    assertThat(audience.lists).isEmpty();
  }

  /** The resolver of the JVM, on a thread of its own: known when subscribe returns. */
  @Test
  void localhostIsFoundAtOnce() {
    EndpointSource.dns("localhost", 8080)
        .polling(Polling.every(Duration.ofSeconds(30)).withFirstWait(Duration.ofMinutes(5)))
        .subscribe(audience)
        .close();
    assertThat(audience.ids()).contains("127.0.0.1:8080");
  }

  @Test
  void aJvmThatCachesForEverIsNoticed() {
    String before = Security.getProperty("networkaddress.cache.ttl");
    try {
      Security.setProperty("networkaddress.cache.ttl", "-1");
      assertThat(SystemLookup.cachesForEver()).isTrue();
      Security.setProperty("networkaddress.cache.ttl", "5");
      assertThat(SystemLookup.cachesForEver()).isFalse();
    } finally {
      Security.setProperty("networkaddress.cache.ttl", before == null ? "30" : before);
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointSource.dns("http://orders", 80))
        .withMessageStartingWith("host: 'http://orders' (expected: a DNS name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointSource.dns("orders", 0))
        .withMessage("port: 0 (expected: 1 to 65535)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointSource.dns("orders", 80).scheme("HTTP://"))
        .withMessageStartingWith("scheme: HTTP://");
  }
}
