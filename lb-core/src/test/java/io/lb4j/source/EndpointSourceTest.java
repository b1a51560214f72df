package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointSourceTest {
  private static final Endpoint A = Endpoint.named("a");
  private static final Endpoint B = Endpoint.named("b");

  private final List<List<Endpoint>> seen = new ArrayList<>();

  @Test
  void aFixedSourceTellsAtOnce() {
    EndpointSource.fixed(A, B).subscribe(seen::add).close();
    assertThat(seen).containsExactly(List.of(A, B));
  }

  @Test
  void aMutableSourceTellsNowAndOnEveryUpdateUntilClosed() {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    EndpointSource.Subscription subscription = source.subscribe(seen::add);
    source.update(List.of(A, B));
    subscription.close();
    source.update(List.of());
    assertThat(seen).containsExactly(List.of(A), List.of(A, B));
    assertThat(source.endpoints()).isEmpty();
  }

  @Test
  void aSubscriptionClosedByAnEarlierSubscriberHearsNoMore() {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    List<EndpointSource.Subscription> later = new ArrayList<>();
    source.subscribe(endpoints -> later.forEach(EndpointSource.Subscription::close));
    later.add(source.subscribe(seen::add));
    source.update(List.of(B));
    assertThat(seen).containsExactly(List.of(A));
  }

  @Test
  void badListsAreRefusedAndChangeNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(EndpointSource::fixed)
        .withMessage("endpoints: [] (expected: at least one)");
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.update(List.of(B, B.withWeight(2))))
        .withMessage("endpoints: b twice (expected: distinct ids)");
    assertThat(source.endpoints()).containsExactly(A);
  }
}
