package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SrvSourceTest {
  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final Map<String, List<InetAddress>> hosts = new HashMap<>();
  private final Audience audience = new Audience();
  private List<String> records = List.of();

  private SrvSource srv() {
    return EndpointSource.srv("_http._tcp.orders.internal")
        .lookup(name -> records.stream().map(SrvRecord::parse).toList())
        .resolver(
            host -> {
              if (!hosts.containsKey(host)) {
                throw new UnknownHostException(host);
              }
              return hosts.get(host);
            })
        .polling(
            Polling.every(Duration.ofSeconds(30))
                .withFirstWait(Duration.ZERO)
                .withScheduler(scheduler)
                .withRandom(Dice.even()));
  }

  private void host(String name, String... addresses) throws UnknownHostException {
    hosts.put(name, DnsSourceTest.addresses(addresses));
  }

  private List<String> weights() {
    return audience.lists.get(audience.lists.size() - 1).stream()
        .map(each -> each.id() + " " + each.weight() + " " + each.priority())
        .toList();
  }

  private void next() {
    scheduler.advance(Duration.ofSeconds(30));
  }

  @Test
  void aTargetSharesItsWeightAmongItsAddresses() throws UnknownHostException {
    records = List.of("0 3 80 a.", "0 1 80 b.");
    host("a", "10.0.0.1", "10.0.0.2");
    host("b", "10.0.0.9");
    srv().subscribe(audience);
    scheduler.runDue();
    assertThat(weights()).containsExactly("10.0.0.1:80 3 0", "10.0.0.2:80 3 0", "10.0.0.9:80 2 0");
  }

  @Test
  void zeroWeights() throws UnknownHostException {
    host("a", "10.0.0.1");
    host("b", "10.0.0.2");
    records = List.of("0 0 80 a.", "0 0 80 b.");
    srv().subscribe(audience);
    scheduler.runDue();
    assertThat(weights())
        .as("all zero: even")
        .containsExactly("10.0.0.1:80 1 0", "10.0.0.2:80 1 0");
    records = List.of("0 0 80 a.", "0 5 80 b.");
    next();
    assertThat(weights()).containsExactly("10.0.0.1:80 0 0", "10.0.0.2:80 5 0");
  }

  @Test
  void onlyTheLowestPriorityIsUsedUnlessAllAreWanted() throws UnknownHostException {
    host("a", "10.0.0.1");
    host("b", "10.0.0.2");
    host("c", "10.0.0.3");
    records = List.of("30 1 80 c.", "10 1 80 a.", "20 1 80 b.", "20 1 80 a.");
    srv().subscribe(audience);
    scheduler.runDue();
    assertThat(weights()).containsExactly("10.0.0.1:80 1 0");
    srv().allPriorities().subscribe(audience);
    scheduler.runDue();
    assertThat(weights()).containsExactly("10.0.0.1:80 1 0", "10.0.0.2:80 1 1", "10.0.0.3:80 1 2");
    records = List.of("20 1 80 b.");
    next();
    assertThat(audience.lists.get(2)).containsExactly(Endpoint.of("http://10.0.0.2:80"));
  }

  @Test
  void oneTargetThatCannotBeResolvedKeepsItsLastAddressesAndHoldsUpNobody()
      throws UnknownHostException {
    host("a", "10.0.0.1");
    host("b", "10.0.0.2");
    records = List.of("0 1 80 a.", "0 1 80 b.");
    srv().subscribe(audience);
    scheduler.runDue();
    hosts.remove("a");
    host("b", "10.0.0.3");
    records = List.of("0 1 80 a.", "0 1 80 b.", "0 1 80 never-known.");
    next();
    assertThat(audience.ids()).containsExactly("10.0.0.1:80", "10.0.0.3:80");
    assertThat(audience.messages()).containsExactlyInAnyOrder("a", "never-known");
    hosts.clear();
    records = List.of("0 1 80 never-known.");
    next();
    assertThat(audience.lists).as("nothing resolved: the last list stays").hasSize(2);
    assertThat(audience.messages()).anyMatch(text -> text.contains("no address of any target"));
  }

  @Test
  void twoTargetsAtOnePlaceAddUp() throws UnknownHostException {
    host("a", "10.0.0.1");
    host("b", "10.0.0.1");
    host("c", "10.0.0.2");
    records = List.of("0 2 80 a.", "0 3 80 b.", "0 1 80 c.");
    srv().subscribe(audience);
    scheduler.runDue();
    assertThat(weights()).containsExactly("10.0.0.1:80 5 0", "10.0.0.2:80 1 0");
  }

  @Test
  void noRecordAndNoServiceAreFailures() {
    srv().subscribe(audience);
    scheduler.runDue();
    records = List.of("0 0 0 .");
    next();
    assertThat(audience.lists).isEmpty();
    assertThat(audience.messages())
        .containsOnly(
            "_http._tcp.orders.internal: no SRV record with a target (expected: at least one)");
  }

  @Test
  void recordsAreReadAsDnsWritesThem() {
    assertThat(SrvRecord.parse("0 5 8080 Host.Example."))
        .isEqualTo(new SrvRecord(0, 5, 8080, "host.example"));
    assertThat(SrvRecord.parse(" 65535\t65535  65535 a ").priority()).isEqualTo(65535);
    for (String bad :
        List.of(
            "",
            "1 2 3",
            "a 1 1 h",
            "-1 1 1 h",
            "1 1 0 h",
            "1 1 65536 h",
            "65536 1 1 h",
            "1 65536 1 h",
            "1 1 1 h h",
            "1 1 1 h..h",
            "1 1 1 -h",
            "1 1 1 h/x",
            "1 1 1 h\n",
            "99999999999 1 1 h",
            "1 1 1 ..")) {
      if (!bad.equals("1 1 1 h\n")) { // white space at the ends is nothing
        assertThatIllegalArgumentException().as(bad).isThrownBy(() -> SrvRecord.parse(bad));
      }
    }
  }

  /**
   * 200 000 mutations of good text, seed 42: a record or an IllegalArgumentException, short and
   * printable.
   */
  @Test
  void anyTextIsARecordOrRefused() {
    Random random = new Random(42);
    String alphabet = "0123456789 .\t-_aZ:/\\\"\u0000\u00e4\ud83d\n";
    int good = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder("10 60 8080 host-1.example.com.");
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(text.length());
        char next = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, next);
          case 1 -> text.insert(at, next);
          default -> text.delete(at, Math.min(text.length(), at + random.nextInt(5)));
        }
        if (text.isEmpty()) {
          text.append(' ');
        }
      }
      try {
        SrvRecord record = SrvRecord.parse(text.toString());
        assertThat(Endpoint.of("http://" + "10.0.0.1:" + record.port()).port())
            .isEqualTo(record.port());
        assertThat(
                SrvRecord.parse(
                    record.priority()
                        + " "
                        + record.weight()
                        + " "
                        + record.port()
                        + " "
                        + record.target()))
            .isEqualTo(record);
        good++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).hasSizeLessThan(250).matches("[\\x20-\\x7e…]*");
      }
    }
    assertThat(good).isBetween(20_000, 180_000); // it reaches both sides
  }
}
