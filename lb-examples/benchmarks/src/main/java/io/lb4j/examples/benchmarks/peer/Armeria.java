package io.lb4j.examples.benchmarks.peer;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import io.lb4j.examples.benchmarks.pick.Pick;
import java.util.stream.IntStream;

/** Armeria: a fixed endpoint group and its selection strategy. */
public final class Armeria {
  private Armeria() {}

  public static Pick roundRobin(int size) {
    return open(EndpointSelectionStrategy.roundRobin(), size, 1);
  }

  public static Pick weightedRoundRobin(int size) {
    return open(EndpointSelectionStrategy.weightedRoundRobin(), size, 3);
  }

  private static Pick open(EndpointSelectionStrategy strategy, int size, int weights) {
    EndpointGroup group =
        EndpointGroup.of(
            strategy,
            IntStream.range(0, size)
                .mapToObj(i -> Endpoint.of("10.0.0.1", 1 + i).withWeight(1 + i % weights))
                .toList());
    ClientRequestContext request =
        ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/benchmark"));
    return () -> group.selectNow(request);
  }
}
