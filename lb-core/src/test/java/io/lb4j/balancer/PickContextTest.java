package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.hash.Hasher;
import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PickContextTest {
  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  @Test
  void itCarriesWhatItIsGiven() {
    Node node = Nodes.of("a").get(0);
    PickContext context = PickContext.key("k").withClient(loopback).afterTrying(node).withKey("l");
    assertThat(context.key()).isEqualTo("l");
    assertThat(context.keyHash()).isEqualTo(Hasher.standard().hash("l"));
    assertThat(context.client()).isEqualTo(loopback);
    assertThat(context.hasTried(node)).isTrue();
    assertThat(context.triedCount()).isEqualTo(1);
  }

  @Test
  void copiesChangeNothing() {
    PickContext context = PickContext.client(loopback);
    context.withKey("k");
    context.afterTrying(Nodes.of("a").get(0));
    assertThat(context.key()).isNull();
    assertThat(context.keyHash()).isZero();
    assertThat(context.triedCount()).isZero();
    assertThat(PickContext.none().client()).isNull();
  }

  @Test
  void itDoesNotTellWhoAsked() {
    assertThat(PickContext.key("alice").withClient(loopback))
        .hasToString("PickContext(key, client, 0 tried)");
    assertThat(PickContext.none()).hasToString("PickContext(no key, 0 tried)");
  }
}
