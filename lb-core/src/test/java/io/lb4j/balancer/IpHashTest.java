package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.load.Node;
import io.lb4j.testing.ChiSquare;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IpHashTest implements EvenContract, WeightsContract {
  private final List<Node> nodes = Nodes.fresh(10);

  @Override
  public Balancer balancer() {
    return IpHash.seeded(24, 64, Dice.seeded(7));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress ipv4(int bits) {
    byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Node pick(Picker picker, String address) {
    return picker.pick(PickContext.client(address(address)));
  }

  /** How many of ten nodes these addresses reach. */
  private int reached(Balancer balancer, List<String> addresses) {
    Picker picker = balancer.picker(nodes);
    Set<Node> reached = new HashSet<>();
    addresses.forEach(address -> reached.add(pick(picker, address)));
    return reached.size();
  }

  private static List<String> numbered(String format) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      all.add(format.formatted(i));
    }
    return all;
  }

  @Test
  void oneNetworkReachesOneNode() {
    assertThat(reached(Balancers.ipHash(), numbered("10.1.2.%d"))).isEqualTo(1);
    assertThat(reached(Balancers.ipHash(), numbered("2001:db8:1:2::%x"))).isEqualTo(1);
    assertThat(reached(Balancers.ipHash(), numbered("2001:db8:1:2:%x::1"))).isEqualTo(1);
  }

  @Test
  void otherNetworksReachOthers() {
    assertThat(reached(Balancers.ipHash(), numbered("10.1.%d.2"))).isEqualTo(10);
    assertThat(reached(Balancers.ipHash(), numbered("%d.1.1.2"))).isEqualTo(10);
    assertThat(reached(Balancers.ipHash(), numbered("2001:db8:1:%x::1"))).isEqualTo(10);
  }

  /** Also the last bit of the prefix counts: half of a wider network is another network. */
  @Test
  void neighboursAreDifferentNetworks() {
    Picker picker = Balancers.ipHash().picker(nodes);
    int together = 0;
    for (int i = 0; i < 256; i += 2) {
      together +=
          pick(picker, "10.1." + i + ".255") == pick(picker, "10.1." + (i + 1) + ".0") ? 1 : 0;
    }
    assertThat(together).as("of 128, by chance 13").isLessThan(40);
  }

  @Test
  void thePrefixesCanBeChosen() {
    Balancer whole = Balancers.ipHash(32, 128);
    assertThat(reached(whole, numbered("10.1.2.%d"))).isEqualTo(10);
    assertThat(reached(whole, numbered("2001:db8:1:2::%x"))).isEqualTo(10);
    Balancer wide = Balancers.ipHash(16, 48);
    assertThat(reached(wide, numbered("10.1.%d.2"))).isEqualTo(1);
    assertThat(reached(wide, numbered("10.%d.1.2"))).isEqualTo(10);
    assertThat(reached(wide, numbered("2001:db8:1:%x::1"))).isEqualTo(1);
    assertThat(reached(wide, numbered("2001:db8:%x::1"))).isEqualTo(10);
    assertThat(reached(Balancers.ipHash(24, 72), numbered("2001:db8:1:2:%x::1"))).isEqualTo(1);
    assertThat(reached(Balancers.ipHash(24, 80), numbered("2001:db8:1:2:%x::1"))).isEqualTo(10);
    assertThatThrownBy(() -> Balancers.ipHash(33, 64)).hasMessageContaining("ipv4Prefix: 33");
    assertThatThrownBy(() -> Balancers.ipHash(24, 0)).hasMessageContaining("ipv6Prefix: 0");
  }

  @Test
  void ipv4InIpv6ClothesIsIpv4() throws UnknownHostException {
    byte[] bytes = new byte[16];
    bytes[10] = bytes[11] = (byte) 0xFF;
    Picker picker = Balancers.ipHash().picker(nodes);
    for (int i = 0; i < 100; i++) {
      System.arraycopy(new byte[] {10, 1, (byte) i, 7}, 0, bytes, 12, 4);
      InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1);
      assertThat(mapped).isInstanceOf(Inet6Address.class);
      assertThat(picker.pick(PickContext.client(mapped)))
          .isSameAs(pick(picker, "10.1." + i + ".200"));
    }
  }

  @Test
  void theOrderOfDiscoveryDoesNotMatter() {
    List<Node> shuffled = new ArrayList<>(nodes);
    Collections.reverse(shuffled);
    Picker one = Balancers.ipHash().picker(nodes);
    Picker other = Balancers.ipHash().picker(shuffled);
    for (String address : numbered("10.1.%d.2")) {
      assertThat(pick(one, address)).isSameAs(pick(other, address));
    }
  }

  /** n = 100 000 neighbouring networks over 10 nodes, exceeded by chance 1 in 10^6; no seed. */
  @Test
  void networksSpreadEvenly() {
    Picker picker = Balancers.ipHash().picker(nodes);
    int[] counts = new int[10];
    for (int i = 0; i < 100_000; i++) {
      counts[nodes.indexOf(picker.pick(PickContext.client(ipv4(0x0A000000 + (i << 8)))))]++;
    }
    assertThat(ChiSquare.uniform(counts)).isLessThan(ChiSquare.limit(10));
  }

  /** n = 1 000 000 networks, weights 1 to 4: the least expects 100 000, 1 % is 3.3 sigma. */
  @Test
  void networksSpreadByWeight() {
    List<Node> weighted = Nodes.weighted(1, 2, 3, 4);
    Picker picker = Balancers.ipHash().picker(weighted);
    int[] counts = new int[4];
    for (int i = 0; i < 1_000_000; i++) {
      counts[weighted.indexOf(picker.pick(PickContext.client(ipv4(i << 8))))]++;
    }
    for (int i = 0; i < 4; i++) {
      assertThat((double) counts[i]).isCloseTo(100_000.0 * (i + 1), withinPercentage(1));
    }
  }

  @Test
  void aClientGoesOnWhenItsNodeWasTriedAndAlwaysInTheSameOrder() {
    Picker picker = Balancers.ipHash().picker(nodes);
    PickContext client = PickContext.client(address("10.1.2.3"));
    for (int attempt = 0; attempt < 10; attempt++) {
      Node node = picker.pick(client);
      assertThat(client.hasTried(node)).isFalse();
      assertThat(picker.pick(client)).isSameAs(node);
      assertThat(picker.explain(client, 0).node()).isSameAs(node);
      client = client.afterTrying(node);
    }
    assertThat(picker.pick(client)).isNull();
  }

  @Test
  void itExplainsWithoutNamingTheClient() {
    Picker picker = Balancers.ipHash().picker(nodes);
    assertThat(picker.explain(PickContext.client(address("10.1.2.3")), 0).reason())
        .isEqualTo("by hash of the client's /24 network");
    assertThat(picker.explain(PickContext.client(address("::1")), 0).reason())
        .isEqualTo("by hash of the client's /64 network");
    assertThat(picker.explain(PickContext.none(), 0).node()).isNull();
  }
}
