package io.lb4j.source;

import static io.lb4j.source.EndpointSourceContract.endpoints;
import static io.lb4j.source.EndpointSourceContract.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedSourceTest {
  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final EndpointSource.Mutable registry =
      EndpointSource.mutable(endpoints(10).toArray(Endpoint[]::new));
  private final Audience audience = new Audience();

  private Audience guarded(double share) {
    new GuardedSource(registry, share, Duration.ofMinutes(1), scheduler).subscribe(audience);
    return audience;
  }

  private void seconds(int seconds) {
    scheduler.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void upToTheShareMayGoAtOnce() {
    guarded(0.5);
    registry.update(endpoints(5));
    assertThat(audience.ids()).isEqualTo(ids(5));
    assertThat(audience.failures).isEmpty();
  }

  @Test
  void moreThanTheShareStaysUntilItIsConfirmedAndWhatIsNewCountsAtOnce() {
    guarded(0.5);
    Endpoint fresh = Endpoint.of("http://10.0.0.99:80");
    List<Endpoint> next = new ArrayList<>(endpoints(4));
    next.set(0, next.get(0).withWeight(5));
    next.add(fresh);
    registry.update(next);
    assertThat(audience.ids()).hasSize(11).containsAll(ids(10)).contains(fresh.id());
    assertThat(audience.lists.get(1).get(0).weight()).isEqualTo(5);
    assertThat(audience.messages())
        .containsExactly(
            "6 of 10 endpoints gone at once (expected: up to 50 %); kept for PT1M unless confirmed:"
                + " 10.0.0.5:80, 10.0.0.6:80, 10.0.0.7:80, 10.0.0.8:80, 10.0.0.9:80,"
                + " 10.0.0.10:80");
    seconds(59);
    assertThat(audience.lists).hasSize(2);
    seconds(1);
    assertThat(audience.lists).hasSize(3).last().isEqualTo(next);
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void endpointsThatComeBackWereNeverGone() {
    guarded(0.5);
    registry.update(endpoints(1));
    seconds(59);
    registry.update(endpoints(10));
    seconds(600);
    assertThat(audience.lists).allSatisfy(list -> assertThat(list).hasSize(10));
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void onlyWhatWasMissingAllTheTimeIsBelieved() {
    guarded(0.3);
    registry.update(endpoints(4)); // 5 to 10 missing
    seconds(30);
    List<Endpoint> next = new ArrayList<>(endpoints(8)); // 5 to 8 are back, 9 and 10 are not
    next.subList(0, 3).clear(); // and 1 to 3 are missing now
    registry.update(next);
    assertThat(audience.ids()).hasSize(10);
    seconds(30);
    assertThat(audience.ids()).as("3 of 8 are still too many").hasSize(8).contains("10.0.0.1:80");
    seconds(60);
    assertThat(audience.ids()).containsExactlyInAnyOrderElementsOf(ids(8).subList(3, 8));
    assertThat(audience.failures).hasSize(2);
  }

  @Test
  void whoComesBackAndGoesAgainStartsAnew() {
    guarded(0.3);
    registry.update(endpoints(4)); // 5 to 10 missing
    seconds(50);
    registry.update(endpoints(6)); // 5 and 6 are back
    seconds(5);
    registry.update(endpoints(4)); // and gone again
    seconds(5);
    assertThat(audience.ids()).containsExactlyInAnyOrderElementsOf(ids(6));
    seconds(60);
    assertThat(audience.ids()).isEqualTo(ids(4));
  }

  @Test
  void aFailureMeanwhileConfirmsNothing() {
    EndpointSource.Subscriber[] told = new EndpointSource.Subscriber[1];
    EndpointSource pushing =
        subscriber -> {
          told[0] = subscriber;
          subscriber.endpoints(endpoints(10));
          return () -> {};
        };
    new GuardedSource(pushing, 0.5, Duration.ofMinutes(1), scheduler).subscribe(audience);
    told[0].endpoints(endpoints(2));
    seconds(50);
    told[0].failed(new IOException("registry down"));
    seconds(59);
    assertThat(audience.ids()).hasSize(10);
    seconds(1);
    assertThat(audience.ids()).isEqualTo(ids(2));
    assertThat(audience.messages()).hasSize(2).contains("registry down");
  }

  @Test
  void anEmptyListIsBelievedAfterAMinute() {
    guarded(1);
    registry.update(List.of());
    assertThat(audience.ids()).hasSize(10);
    seconds(60);
    assertThat(audience.lists).last().isEqualTo(List.of());
  }

  @Test
  void oneMayAlwaysGoButNotTheLast() {
    registry.update(endpoints(2));
    guarded(0);
    registry.update(endpoints(1));
    assertThat(audience.ids()).isEqualTo(ids(1));
    registry.update(List.of());
    assertThat(audience.ids()).isEqualTo(ids(1));
    Endpoint moved = Endpoint.of("http://10.0.0.7:80");
    registry.update(List.of(moved));
    assertThat(audience.ids()).as("replaced, not gone").containsExactly(moved.id());
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aSourceThatStartsEmptySaysSo() {
    registry.update(List.of());
    guarded(0.5);
    assertThat(audience.lists).containsExactly(List.of());
    registry.update(endpoints(3));
    assertThat(audience.ids()).isEqualTo(ids(3));
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.guarded(1.1))
        .withMessage("maxRemovedShare: 1.1 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.guarded(Double.NaN))
        .withMessage("maxRemovedShare: NaN (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.guarded(0.5, Duration.ZERO))
        .withMessageStartingWith("confirm: PT0S");
  }
}
