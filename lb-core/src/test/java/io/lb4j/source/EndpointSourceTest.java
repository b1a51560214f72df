package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  @Test
  void endpointsAreAddedReplacedAndRemovedOneByOne() {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    source.subscribe(seen::add);
    source.add(B);
    source.add(A.withWeight(3));
    source.add(B); // nothing new
    assertThat(source.remove("a")).isTrue();
    assertThat(source.remove("a")).isFalse();
    assertThat(seen).startsWith(List.of(A), List.of(A, B), List.of(A.withWeight(3), B));
    assertThat(seen).last().isEqualTo(List.of(B));
  }

  /** 4 threads, 10^6 changes in all; each looks after one endpoint. */
  @Test
  void concurrentChangesDoNotUndoEachOther() throws InterruptedException {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    List<Boolean> lost = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Endpoint mine = Endpoint.named("own-" + t);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 125_000; i++) {
                  source.add(mine);
                  if (!source.remove(mine.id())) {
                    lost.add(true);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(lost).isEmpty();
    assertThat(source.endpoints()).containsExactly(A);
  }
}
