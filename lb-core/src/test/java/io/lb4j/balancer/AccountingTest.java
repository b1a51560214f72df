package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that begin and end requests in any order while the picker is rebuilt; seed 20261120. */
class AccountingTest {
  private static final int THREADS = 4;
  private static final int OPERATIONS = 300_000; // each thread: 1.2 million requests
  private static final long SEED = 20_261_120;
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final List<Node> nodes = Nodes.fresh(20);
  private volatile Picker picker = context -> null;
  private volatile boolean over;

  private record Open(Node node, long start) {}

  static Stream<Balancer> balancers() {
    return Stream.of(Balancers.adaptive(), Balancers.peakEwma());
  }

  /** The word holds both the count and the sum of start times: it is zero only if both are. */
  @ParameterizedTest
  @MethodSource("balancers")
  void countsAndSumsReturnToExactlyZero(Balancer balancer) throws InterruptedException {
    picker = balancer.picker(nodes);
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    Thread[] workers = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom dice = new SplittableRandom(SEED + i);
      workers[i] = new Thread(() -> requests(dice));
      workers[i].setUncaughtExceptionHandler((thread, error) -> errors.add(error));
      workers[i].start();
    }
    Thread writer = new Thread(() -> rebuild(balancer, new SplittableRandom(SEED - 1)));
    writer.start();
    for (Thread worker : workers) {
      worker.join();
    }
    over = true;
    writer.join();
    assertThat(errors).isEmpty();
    assertThat(nodes).allSatisfy(node -> assertThat(node.inFlight()).isZero());
    assertThat(nodes).allSatisfy(node -> assertThat(cost(balancer, node).ages()).isZero());
  }

  private static NodeCost cost(Balancer balancer, Node node) {
    return balancer == Balancers.adaptive() ? NodeCost.withProbation(node) : NodeCost.of(node);
  }

  private void requests(SplittableRandom dice) {
    List<Open> open = new ArrayList<>();
    long now = Long.MAX_VALUE - 1_000_000_000L;
    for (int i = 0; i < OPERATIONS; i++) {
      now += dice.nextInt(20_000);
      Picker current = picker;
      Node node = current.pick(PickContext.none(), now);
      node.begin();
      current.begun(node, now);
      open.add(new Open(node, now));
      while (open.size() > dice.nextInt(64)) {
        end(open.remove(dice.nextInt(open.size())), OUTCOMES[dice.nextInt(3)], now);
      }
    }
    for (Open request : open) {
      end(request, Outcome.SUCCESS, now);
    }
  }

  private void end(Open request, Outcome outcome, long now) {
    request.node.end(outcome, now - request.start, now);
    picker.ended(request.node, outcome, request.start, now - request.start, now);
  }

  private void rebuild(Balancer balancer, SplittableRandom dice) {
    while (!over) {
      List<Node> some = new ArrayList<>(nodes);
      some.removeIf(node -> dice.nextInt(3) == 0);
      if (!some.isEmpty()) {
        picker = balancer.rebuild(some, picker);
      }
      Thread.yield();
    }
  }
}
