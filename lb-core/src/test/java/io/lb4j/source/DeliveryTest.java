package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // instead of hanging
class DeliveryTest {
  private final Audience audience = new Audience();

  @Test
  void whatComesInBeforeItOpensIsOneList() {
    Delivery delivery = new Delivery(audience);
    delivery.endpoints(EndpointSourceContract.endpoints(1));
    delivery.deliver();
    delivery.failed(new IOException("one"));
    delivery.endpoints(EndpointSourceContract.endpoints(2));
    delivery.deliver();
    assertThat(audience.lists).isEmpty();
    delivery.open();
    assertThat(audience.lists).containsExactly(EndpointSourceContract.endpoints(2));
    assertThat(audience.messages()).containsExactly("one");
  }

  @Test
  void aSubscriberThatHangsCostsNoMemory() {
    Delivery delivery = new Delivery(audience);
    for (int i = 1; i <= 1000; i++) {
      delivery.failed(new IOException("" + i));
      delivery.endpoints(EndpointSourceContract.endpoints(1 + i % 2));
    }
    delivery.open();
    assertThat(audience.lists).containsExactly(EndpointSourceContract.endpoints(1));
    assertThat(audience.messages()).hasSizeLessThanOrEqualTo(16).contains("1000", "999");
  }

  @Test
  void whoBringsNewsDuringACallGoesOnAndTheCallerTellsThem() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<List<Endpoint>> heard = new ArrayList<>();
    Delivery delivery =
        new Delivery(
            endpoints -> {
              heard.add(endpoints);
              inside.countDown();
              await(goOn);
            });
    delivery.open();
    Thread caller =
        new Thread(
            () -> {
              delivery.endpoints(EndpointSourceContract.endpoints(1));
              delivery.deliver();
            });
    caller.start();
    inside.await();
    delivery.endpoints(EndpointSourceContract.endpoints(2));
    delivery.deliver(); // would hang here
    goOn.countDown();
    caller.join();
    assertThat(heard)
        .containsExactly(EndpointSourceContract.endpoints(1), EndpointSourceContract.endpoints(2));
  }

  @Test
  void closeWaitsForNobodyAndNoOtherCallFollows() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Delivery delivery =
        new Delivery(
            endpoints -> {
              calls.incrementAndGet();
              inside.countDown();
              await(goOn);
            });
    delivery.open();
    Thread caller =
        new Thread(
            () -> {
              delivery.endpoints(List.of());
              delivery.deliver();
            });
    caller.start();
    inside.await();
    delivery.endpoints(EndpointSourceContract.endpoints(2)); // waits, and is dropped
    delivery.close(); // would hang here
    delivery.endpoints(EndpointSourceContract.endpoints(3));
    delivery.deliver();
    goOn.countDown();
    caller.join();
    delivery.deliver();
    assertThat(calls).hasValue(1);
  }

  /** 4 × 250 000 lists: no two calls at once, the order of each thread kept, the last one told. */
  @Test
  void aMillionListsFromFourThreadsArriveOneAtATime() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicLong overlaps = new AtomicLong();
    AtomicInteger last = new AtomicInteger();
    Delivery delivery =
        new Delivery(
            endpoints -> {
              if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
              }
              last.set(endpoints.size());
              inside.decrementAndGet();
            });
    delivery.open();
    List<Thread> threads = new ArrayList<>();
    AtomicInteger current = new AtomicInteger();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 250_000; i++) {
                  delivery.change(
                      () -> delivery.endpoints(LISTS.get(current.incrementAndGet() % 5)));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(overlaps).hasValue(0);
    assertThat(current).hasValue(1_000_000);
    assertThat(last).as("the newest list is the one told last").hasValue(1_000_000 % 5);
  }

  private static final List<List<Endpoint>> LISTS =
      List.of(
          EndpointSourceContract.endpoints(0),
          EndpointSourceContract.endpoints(1),
          EndpointSourceContract.endpoints(2),
          EndpointSourceContract.endpoints(3),
          EndpointSourceContract.endpoints(4));

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
