package io.lb4j.source;

import static io.lb4j.source.EndpointSourceContract.endpoints;
import static io.lb4j.source.EndpointSourceContract.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // instead of hanging
class CombinedSourcesTest {
  private static final Endpoint A = Endpoint.named("a");
  private static final Endpoint B = Endpoint.named("b");
  private static final Endpoint C = Endpoint.named("c");

  private final Audience audience = new Audience();

  /** Pushed by hand; knows nothing at first. */
  private static final class Pushed implements EndpointSource {
    Subscriber subscriber = endpoints -> {};
    boolean closed;

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      this.subscriber = subscriber;
      return () -> closed = true;
    }
  }

  @Test
  void mergedIsTheUnionAndTheFirstSourceWins() {
    EndpointSource.Mutable one = EndpointSource.mutable(A, B.withWeight(5));
    EndpointSource.Mutable two = EndpointSource.mutable(B, C);
    EndpointSource.merge(one, two).subscribe(audience);
    assertThat(audience.lists).as("one list, not one per source").hasSize(1);
    assertThat(audience.lists.get(0)).containsExactly(A, B.withWeight(5), C);
    one.update(List.of(A));
    assertThat(audience.lists.get(1)).containsExactly(A, B, C);
    two.update(List.of());
    assertThat(audience.ids()).containsExactly("a");
  }

  @Test
  void aSourceThatFailsOrDoesNotKnowYetTakesNothingFromTheOthers() {
    Pushed late = new Pushed();
    EndpointSource.Subscription subscription =
        EndpointSource.merge(late, EndpointSource.fixed(A)).subscribe(audience);
    assertThat(audience.ids()).containsExactly("a");
    late.subscriber.endpoints(List.of(B));
    late.subscriber.failed(new IOException("down"));
    assertThat(audience.ids()).containsExactly("b", "a");
    assertThat(audience.lists).hasSize(2);
    assertThat(audience.messages()).containsExactly("down");
    subscription.close();
    assertThat(late.closed).isTrue();
    late.subscriber.endpoints(List.of(C));
    assertThat(audience.lists).hasSize(2);
  }

  @Test
  void aMergeThatCannotSubscribeToAllLeavesNoneBehind() {
    Pushed one = new Pushed();
    EndpointSource broken =
        subscriber -> {
          throw new IllegalStateException("no registry");
        };
    assertThatThrownBy(() -> EndpointSource.merge(one, broken).subscribe(audience))
        .hasMessage("no registry");
    assertThat(one.closed).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(EndpointSource::merge)
        .withMessage("sources: none (expected: at least one)");
    assertThatNullPointerException().isThrownBy(() -> EndpointSource.merge(one, null));
  }

  /**
   * One thread is told by the first source and closes, while another brings news of the second:
   * with locks held during calls, each would wait for the other's.
   */
  @Test
  void closingWithinACallDoesNotWaitForAnotherSourceThatWantsToCall() throws InterruptedException {
    EndpointSource.Mutable one = EndpointSource.mutable(A);
    EndpointSource.Mutable two = EndpointSource.mutable(B);
    AtomicReference<EndpointSource.Subscription> mine = new AtomicReference<>();
    AtomicBoolean armed = new AtomicBoolean();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch updated = new CountDownLatch(1);
    mine.set(
        EndpointSource.merge(one, two)
            .subscribe(
                endpoints -> {
                  if (armed.getAndSet(false)) {
                    inside.countDown();
                    DeliveryTest.await(updated);
                    mine.get().close();
                  }
                }));
    armed.set(true);
    Thread first = new Thread(() -> one.update(List.of(C)));
    first.start();
    inside.await();
    two.update(List.of()); // must come back although a call is running
    updated.countDown();
    first.join();
  }

  @Test
  void filterAndMapChangeEveryList() {
    EndpointSource.Mutable source = EndpointSource.mutable(A, B);
    source
        .filter(each -> !each.id().equals("b"))
        .map(each -> each.withWeight(9))
        .subscribe(audience);
    source.update(List.of(B, C));
    source.update(List.of(B));
    assertThat(audience.lists)
        .containsExactly(List.of(A.withWeight(9)), List.of(C.withWeight(9)), List.of());
  }

  @Test
  void idsThatCollideAfterMapAreAFailureAndTheLastListStays() {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    source.map(each -> each.withId("same")).subscribe(audience);
    source.update(List.of(A, B));
    assertThat(audience.lists).hasSize(1);
    assertThat(audience.messages())
        .containsExactly("endpoints: same twice (expected: distinct ids)");
  }

  @Test
  void aFunctionThatThrowsIsAFailureAndTheLastListStays() {
    EndpointSource.Mutable source = EndpointSource.mutable(A);
    AtomicInteger calls = new AtomicInteger();
    source
        .filter(
            each -> {
              if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("odd");
              }
              return true;
            })
        .subscribe(audience);
    source.update(List.of(B));
    assertThat(audience.messages()).containsExactly("odd");
    source.update(List.of(C));
    assertThat(audience.lists).containsExactly(List.of(A), List.of(C));
  }

  @Test
  void failuresPassThroughEverything() {
    Pushed source = new Pushed();
    EndpointSource all =
        EndpointSource.merge(
            source.filter(each -> true).map(each -> each).guarded(0.5).coalesced(SECOND));
    EndpointSource.Subscription subscription = all.subscribe(audience);
    source.subscriber.endpoints(endpoints(3));
    source.subscriber.failed(new IOException("down"));
    assertThat(audience.ids()).isEqualTo(ids(3));
    assertThat(audience.messages()).containsExactly("down");
    assertThat(all.toString()).startsWith("merge[").endsWith(".coalesced(PT1S)]");
    subscription.close();
  }

  private static final Duration SECOND = Duration.ofSeconds(1);
}
