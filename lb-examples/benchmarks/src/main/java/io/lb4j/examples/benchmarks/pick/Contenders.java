package io.lb4j.examples.benchmarks.pick;

import static io.lb4j.examples.benchmarks.pick.Kind.ACQUIRE;
import static io.lb4j.examples.benchmarks.pick.Kind.FLOOR;
import static io.lb4j.examples.benchmarks.pick.Kind.LATENCY;
import static io.lb4j.examples.benchmarks.pick.Kind.LOAD;
import static io.lb4j.examples.benchmarks.pick.Kind.RANDOM;
import static io.lb4j.examples.benchmarks.pick.Kind.ROUND_ROBIN;
import static io.lb4j.examples.benchmarks.pick.Spread.EVEN;
import static io.lb4j.examples.benchmarks.pick.Spread.SOME;
import static io.lb4j.examples.benchmarks.pick.Spread.UNCHECKED;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.examples.benchmarks.peer.Armeria;
import io.lb4j.examples.benchmarks.peer.Finagle;
import io.lb4j.examples.benchmarks.peer.Grpc;
import io.lb4j.examples.benchmarks.peer.SpringCloud;
import io.lb4j.examples.benchmarks.peer.Vertx;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every pick that is measured. Lambdas, so that a run loads the classes of one contender only. */
public final class Contenders {
  private static final List<Contender> ALL =
      Stream.of(floors(), ours(), acquire(), peers()).flatMap(List::stream).toList();

  private Contenders() {}

  public static List<Contender> all() {
    return ALL;
  }

  /**
   * The contender of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Contender named(String name) {
    return ALL.stream()
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("policy: " + name));
  }

  private static List<Contender> floors() {
    return List.of(
        new Contender(Floors.EMPTY, FLOOR, UNCHECKED, n -> Floors.empty(n)),
        new Contender(Floors.CLOCK, FLOOR, UNCHECKED, n -> Floors.clock(n)),
        new Contender(Floors.ATOMIC, FLOOR, EVEN, n -> Floors.atomic(n)),
        new Contender(Floors.RANDOM, FLOOR, EVEN, n -> Floors.random(n)),
        new Contender(Floors.P2C, FLOOR, SOME, n -> Floors.twoChoices(n)),
        new Contender(Floors.P2C_CLOCK, FLOOR, SOME, n -> Floors.twoChoicesTimed(n)));
  }

  private static List<Contender> ours() {
    return List.of(
        new Contender(
            "lb4j roundRobin", ROUND_ROBIN, EVEN, n -> Ours.pick(Balancers.roundRobin(), n)),
        new Contender("lb4j random", RANDOM, EVEN, n -> Ours.pick(Balancers.random(), n)),
        weighted("weightedRoundRobin", () -> Balancers.weightedRoundRobin()),
        weighted("weightedRandom", () -> Balancers.weightedRandom()),
        counted("leastConnections", () -> Balancers.leastConnections()),
        counted("weightedLeastConnections", () -> Balancers.weightedLeastConnections()),
        counted("powerOfTwoChoices", () -> Balancers.powerOfTwoChoices()),
        timed("peakEwma", () -> Balancers.peakEwma()),
        timed("leastResponseTime", () -> Balancers.leastResponseTime()),
        timed("adaptive", () -> Balancers.adaptive()));
  }

  private static Contender weighted(String name, Supplier<Balancer> balancer) {
    return new Contender(
        "lb4j " + name, Kind.WEIGHTED, Spread.WEIGHTED, n -> Ours.weighted(balancer.get(), n));
  }

  private static Contender counted(String name, Supplier<Balancer> balancer) {
    return new Contender("lb4j " + name, LOAD, EVEN, n -> Ours.counted(balancer.get(), n));
  }

  private static Contender timed(String name, Supplier<Balancer> balancer) {
    return new Contender("lb4j " + name, LATENCY, SOME, n -> Ours.timed(balancer.get(), n));
  }

  private static List<Contender> acquire() {
    return List.of(
        acquire("roundRobin", () -> Balancers.roundRobin()),
        acquire("weightedRoundRobin", () -> Balancers.weightedRoundRobin()),
        acquire("random", () -> Balancers.random()),
        acquire("leastConnections", () -> Balancers.leastConnections()),
        acquire("powerOfTwoChoices", () -> Balancers.powerOfTwoChoices()),
        acquire("adaptive", () -> Balancers.adaptive()));
  }

  private static Contender acquire(String name, Supplier<Balancer> balancer) {
    return new Contender(
        "lb4j acquire " + name, ACQUIRE, SOME, n -> Ours.acquire(balancer.get(), n));
  }

  private static List<Contender> peers() {
    return List.of(
        new Contender("gRPC round_robin", ROUND_ROBIN, EVEN, n -> Grpc.roundRobin(n)),
        new Contender("Armeria roundRobin", ROUND_ROBIN, EVEN, n -> Armeria.roundRobin(n)),
        new Contender("Vert.x round_robin", ROUND_ROBIN, EVEN, n -> Vertx.roundRobin(n)),
        new Contender("Spring round_robin", ROUND_ROBIN, EVEN, n -> SpringCloud.roundRobin(n)),
        new Contender("Vert.x random", RANDOM, EVEN, n -> Vertx.random(n)),
        new Contender("Spring random", RANDOM, EVEN, n -> SpringCloud.random(n)),
        new Contender(
            "gRPC weighted_round_robin",
            Kind.WEIGHTED,
            Spread.WEIGHTED,
            n -> Grpc.weightedRoundRobin(n)),
        new Contender(
            "Armeria weightedRoundRobin",
            Kind.WEIGHTED,
            Spread.WEIGHTED,
            n -> Armeria.weightedRoundRobin(n)),
        new Contender("gRPC least_request", LOAD, EVEN, n -> Grpc.leastRequest(n)),
        new Contender("Finagle p2c", LOAD, EVEN, n -> Finagle.twoChoices(n)),
        new Contender("Vert.x power_of_two_choices", LOAD, EVEN, n -> Vertx.twoChoices(n)),
        new Contender("Finagle p2c peak EWMA", LATENCY, SOME, n -> Finagle.peakEwma(n)));
  }
}
