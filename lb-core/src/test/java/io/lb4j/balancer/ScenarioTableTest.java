package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every balancer with the default tracker, and the default balancer with every tracker, in every
 * scenario. What comes of it is committed, and a change shows in review:
 *
 * <pre>mvn -pl lb-core test -Dtest=ScenarioTableTest -Dscenarios.update=true</pre>
 */
class ScenarioTableTest {
  private static final Path COMMITTED = Path.of("SCENARIOS.md");
  private static final String HEAD =
      """
      | failed | stops after | back after | most load | ejections |
      |---|--:|--:|--:|--:|--:|
      """;

  private final List<Contender> balancers = Contender.balancers();
  private final List<Contender> trackers = Contender.trackers();
  private final StringBuilder page = new StringBuilder();
  private final Map<Scenario, Map<Contender, ScenarioFigures>> figures =
      new EnumMap<>(Scenario.class);

  @Test
  void theCommittedTableIsWhatHappens() throws IOException {
    List<Contender> all = new ArrayList<>(balancers);
    all.addAll(trackers);
    for (Scenario scenario : Scenario.values()) {
      Map<Contender, ScenarioFigures> each = new LinkedHashMap<>();
      all.forEach(contender -> each.put(contender, ScenarioRun.of(contender, scenario)));
      figures.put(scenario, each);
    }
    write();
    if (Boolean.getBoolean("scenarios.update")) {
      Files.writeString(COMMITTED, page);
    }
    List<String> committed = Files.exists(COMMITTED) ? Files.readAllLines(COMMITTED) : List.of();
    assertThat(differences(committed, page.toString().lines().toList()))
        .as("lines of %s that changed; -Dscenarios.update=true accepts them", COMMITTED)
        .isEmpty();
  }

  private static List<String> differences(List<String> committed, List<String> now) {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(committed.size(), now.size()); i++) {
      String before = i < committed.size() ? committed.get(i) : "(no line)";
      String after = i < now.size() ? now.get(i) : "(no line)";
      if (!before.equals(after)) {
        differences.add(
            "line %d:%n  committed %s%n  now       %s%n".formatted(i + 1, before, after));
      }
    }
    return differences;
  }

  private void write() {
    page.append(
        """
        # What happens when things break

        Written by `ScenarioTableTest`, from simulated runs in virtual time; do not edit it, run the test with
        `-Dscenarios.update=true`. Ten endpoints (or as many as a scenario names) get 50 requests a second each, for 80 s;
        each has two workers and takes 10 ms in the mean, lognormal, so it is a quarter busy. Something breaks after 5 s, and is
        well again 15 s later. It happens to the endpoint that had the most requests. One attempt for each request: what
        fails here is what a retry would have to repair. Everything that is not named is the default. Hashing balancers and
        sticky get one of 1000 keys with each request; a sticky key never goes back to where it was before. pinUntilError gets 50
        requests a second in all, as one endpoint must carry them. One seed: single figures have the noise of one run.

        - **failed**: share of the requests that ended after the fault began. While all endpoints are dead that is every
          request, 20 % of the run.
        - **stops after**: from the fault until the bad endpoints get less than a tenth of their usual share for a second.
        - **back after**: from its end (for a new endpoint: from its start) until they have 80 % of their usual share for 3 s;
          if all were dead, until 99 % of the requests of a second succeed. Slow start takes 30 s of it.
        - **most load**: the most requests any endpoint got in any 5 s after the fault began, in fair shares of all endpoints.
          1.2 of ten is noise; with half of them gone it is 2 at least.
        - **ejections**: how many there were, repeated ones included.

        ## The default configuration

        """);
    table("scenario");
    for (Scenario scenario : Scenario.values()) {
      row(scenario.title + ": " + scenario.what, scenario, Contender.DEFAULT);
    }
    page.append("\n## The default balancer with every tracker\n");
    for (Scenario scenario : Scenario.values()) {
      head(scenario);
      table("tracker");
      row("standard", scenario, Contender.DEFAULT);
      trackers.forEach(each -> row(each.tracker(), scenario, each));
    }
    page.append("\n## Every balancer with the standard tracker\n");
    for (Scenario scenario : Scenario.values()) {
      head(scenario);
      table("balancer");
      balancers.forEach(each -> row(each.balancer(), scenario, each));
    }
  }

  private void head(Scenario scenario) {
    page.append("\n### ").append(scenario.title).append(": ").append(scenario.what).append("\n\n");
  }

  private void table(String first) {
    page.append("| ").append(first).append(' ').append(HEAD);
  }

  private void row(String name, Scenario scenario, Contender contender) {
    page.append("| ")
        .append(name)
        .append(' ')
        .append(figures.get(scenario).get(contender).row())
        .append('\n');
  }
}
