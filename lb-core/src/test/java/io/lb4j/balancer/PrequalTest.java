package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.ProbeResult;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import io.lb4j.testing.Simulation;
import io.lb4j.testing.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrequalTest implements EvenContract {
  private final List<CompletableFuture<ProbeResult>> launched = new ArrayList<>();
  private final Map<String, ProbeResult> answers = new HashMap<>();

  /** Probes that nobody answers: what is left must keep the contract by itself. */
  @Override
  public Balancer balancer() {
    return Prequal.of(endpoint -> new CompletableFuture<>(), Dice.seeded(7));
  }

  private CompletionStage<ProbeResult> silent(Endpoint endpoint) {
    CompletableFuture<ProbeResult> probe = new CompletableFuture<>();
    launched.add(probe);
    return probe;
  }

  private CompletionStage<ProbeResult> answered(Endpoint endpoint) {
    return CompletableFuture.completedFuture(answers.get(endpoint.id()));
  }

  private Traffic probing(List<Node> nodes) {
    Traffic traffic = new Traffic(Prequal.of(this::answered, Dice.seeded(7)).picker(nodes));
    for (int i = 0; i < 20; i++) {
      traffic.pick();
    }
    return traffic;
  }

  private void answer(String id, int inFlight, int millis) {
    answers.put(id, new ProbeResult(inFlight, Duration.ofMillis(millis)));
  }

  /** The probed nodes answer 0, 0 and 90 in flight: 90 is hot, so its low latency is no merit. */
  @Test
  void coldBeforeHotAndThenTheLowestLatency() {
    answer("n0", 0, 20);
    answer("n1", 0, 10);
    answer("n2", 900, 1);
    Map<String, Integer> counts = probing(Nodes.fresh(3)).count(100);
    assertThat(counts).doesNotContainKey("n2");
    assertThat(counts.get("n1")).isGreaterThan(counts.getOrDefault("n0", 0));
  }

  @Test
  void neverMoreThanOneProbeIsOnItsWayToANode() {
    List<Node> nodes = Nodes.fresh(5);
    Traffic traffic = new Traffic(Prequal.of(this::silent, Dice.seeded(7)).picker(nodes));
    traffic.count(100);
    assertThat(launched).hasSize(5);
    traffic.pass(1_000).count(100);
    assertThat(launched).as("the first five are lost").hasSize(10);
    launched.forEach(probe -> probe.complete(new ProbeResult(0, Duration.ZERO)));
    traffic.count(1);
    assertThat(launched).hasSizeBetween(11, 13);
  }

  @Test
  void answersAreForgottenAfterASecond() {
    answer("n0", 0, 1);
    answer("n1", 0, 50);
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = probing(nodes);
    assertThat(traffic.pick()).isSameAs(nodes.get(0));
    answers.clear(); // from now on probes complete with null: no answer
    traffic.pass(1_000);
    assertThat(traffic.count(200)).as("by requests in flight").hasSize(2);
  }

  @Test
  void aNodeWhoseProbesFailIsForgotten() {
    answer("n0", 0, 1);
    answer("n1", 0, 50);
    answer("n2", 0, 60);
    Traffic traffic = probing(Nodes.fresh(3));
    answers.remove("n0");
    traffic.count(20);
    assertThat(traffic.count(100)).doesNotContainKey("n0");
  }

  @Test
  void aProbeThatThrowsHarmsNoRequest() {
    Balancer broken =
        Prequal.of(
            endpoint -> {
              throw new IllegalStateException("no probes today");
            },
            Dice.seeded(7));
    assertThat(new Traffic(broken.picker(Nodes.fresh(3))).count(300)).hasSize(3);
  }

  @Test
  void aNodeThatFailsIsAvoidedForAWhileHoweverGoodItsProbes() {
    answer("n0", 0, 1);
    answer("n1", 0, 50);
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = probing(nodes);
    traffic.fail(nodes.get(0), 1).fail(nodes.get(0), 1).fail(nodes.get(0), 1);
    assertThat(traffic.count(100)).containsOnlyKeys("n1");
    traffic.pass(999).count(10);
    assertThat(traffic.pick()).as("the third: 1 s").isSameAs(nodes.get(1));
    traffic.pass(1).count(10);
    assertThat(traffic.begin(nodes.get(0)).end(nodes.get(0), Outcome.SUCCESS).count(5))
        .containsKey("n0");
  }

  @Test
  void rebuildingDropsAnswersOfNodesThatAreGone() {
    answer("n0", 0, 1);
    answer("n1", 0, 5);
    answer("n2", 0, 9);
    List<Node> nodes = Nodes.fresh(3);
    Balancer balancer = Prequal.of(this::answered, Dice.seeded(7));
    Picker picker = balancer.picker(nodes);
    Traffic traffic = new Traffic(picker);
    traffic.count(20);
    traffic.with(balancer.rebuild(nodes.subList(1, 3), picker));
    assertThat(traffic.count(100)).doesNotContainKey("n0");
  }

  /** As in ScenarioTest: 2000 a second for 30 s, e3 ten times slower, then a black hole; seed 5. */
  @Test
  void livesAmongSlowAndFailingEndpoints() {
    Simulation simulation = new Simulation(5).warmUp(Duration.ofSeconds(2));
    EndpointSource source =
        EndpointSource.fixed(
            IntStream.range(0, 10).mapToObj(i -> Endpoint.named("e" + i)).toArray(Endpoint[]::new));
    simulation.site("e3").slowness(10);
    simulation.at(
        Duration.ofSeconds(10), () -> simulation.site("e5").mode(Simulation.Mode.FAILS_FAST));
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Prequal.of(e -> probe(simulation.site(e.id())), Dice.seeded(5)))
            .health(HealthTracker.none())
            .ticker(simulation.ticker())
            .random(Dice.seeded(5))
            .build();
    simulation.run(orders, 2_000, Duration.ofSeconds(30));
    assertThat(simulation.share("e3")).isLessThan(0.05);
    assertThat(simulation.failedShare()).isLessThan(0.01);
  }

  private static CompletionStage<ProbeResult> probe(Simulation.Site site) {
    return site.isSilent()
        ? CompletableFuture.failedFuture(new IOException("simulated"))
        : CompletableFuture.completedFuture(new ProbeResult(site.open(), site.latencyNow()));
  }
}
