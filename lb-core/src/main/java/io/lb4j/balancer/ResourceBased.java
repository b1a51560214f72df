package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.ResourceReport;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * (in flight + 1) × (0.05 + reported score) / weight, the lower of two nodes drawn at random.
 *
 * Reports are old, and all clients see the same ones: if each went to the endpoint that reported least
 * they would all go there together, until its next report, and then to the next. Two draws bound what
 * one endpoint can get to 2/n; own requests in flight are fresh, and correct what the report does not
 * show yet.
 *
 * A node without a report counts with the mean of those that have one. If all are without, the factor
 * is the same for all, and what is left is least connections.
 *
 * Reports are turned into capacities, 1 / (0.05 + score), every 100 ms by one request, so that a pick
 * is two multiplications. Nodes are numbered, the capacities published as one array.
 */
final class ResourceBased implements Picker {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double LEAST = 0.05; // an idle node is worth 21 that are full
  private static final double CPU = 0.4;
  private static final double MEMORY = 0.3;
  private static final double RESPONSE_TIME = 0.3;
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(ResourceBased.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Node[] nodes;
  private final Policy policy;
  private volatile double[] capacities;
  private volatile boolean started;
  private volatile long readAt;

  @SuppressWarnings("unused") // through BUSY
  private volatile int busy;

  private ResourceBased(List<Node> nodes, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.policy = policy;
    this.capacities = capacities();
  }

  /**
   * With these dice.
   *
   * @param score null for the standard one
   */
  static Balancer of(
      Function<? super Endpoint, ? extends @Nullable ResourceReport> reports,
      @Nullable ToDoubleFunction<? super ResourceReport> score,
      Supplier<? extends RandomGenerator> random) {
    return new Policy(notNull(reports, "reports"), score, random);
  }

  static Balancer of(
      Function<? super Endpoint, ? extends @Nullable ResourceReport> reports,
      @Nullable ToDoubleFunction<? super ResourceReport> score) {
    return of(reports, score, ThreadLocalRandom::current);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    return pick(context, readAt);
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    if (nowNanos - readAt >= PERIOD_NANOS || !started) {
      read(nowNanos);
    }
    if (nodes.length == 1 || context.triedCount() != 0) {
      return leastOfAll(context);
    }
    long bits = policy.random.get().nextLong();
    int first = Draw.first(bits, nodes.length);
    int second = Draw.other(bits, nodes.length, first);
    return nodes[isLess(second, first, capacities) ? second : first];
  }

  private boolean isLess(int one, int other, double[] capacities) {
    Node a = nodes[one];
    Node b = nodes[other];
    return Load.compare(
            a.inFlight(),
            a.weight() * capacities[one],
            b.inFlight(),
            b.weight() * capacities[other])
        < 0;
  }

  private @Nullable Node leastOfAll(PickContext context) {
    int start = policy.random.get().nextInt(nodes.length);
    int best = -1;
    for (int step = 0; step < nodes.length; step++) {
      int at = (start + step) % nodes.length;
      if (!context.hasTried(nodes[at]) && (best < 0 || isLess(at, best, capacities))) {
        best = at;
      }
    }
    return best < 0 ? null : nodes[best];
  }

  private void read(long now) {
    if ((int) BUSY.getAndSet(this, 1) == 0) {
      try {
        readAt = now;
        started = true;
        capacities = capacities();
      } finally {
        BUSY.setRelease(this, 0);
      }
    }
  }

  private double[] capacities() {
    double[] scores = policy.score == null ? standardScores() : customScores(policy.score);
    double sum = 0;
    int known = 0;
    for (double score : scores) {
      if (score >= 0) {
        sum += score;
        known++;
      }
    }
    for (int i = 0; i < scores.length; i++) {
      double score = scores[i] >= 0 ? scores[i] : known == 0 ? 1 : sum / known;
      scores[i] = 1 / (LEAST + score);
    }
    return scores;
  }

  /** The user's score for each node; -1 where there is no report or no sensible score. */
  private double[] customScores(ToDoubleFunction<? super ResourceReport> score) {
    double[] scores = new double[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      ResourceReport report = report(nodes[i]);
      double value = report == null ? -1 : score.applyAsDouble(report);
      scores[i] = value < Double.POSITIVE_INFINITY ? value : -1;
    }
    return scores;
  }

  private @Nullable ResourceReport report(Node node) {
    try {
      return policy.reports.apply(node.endpoint());
    } catch (RuntimeException e) { // the user's: no report, no request that fails for it
      return null;
    }
  }

  private double[] standardScores() {
    @Nullable ResourceReport[] reports = new ResourceReport[nodes.length];
    double slowest = 0;
    for (int i = 0; i < nodes.length; i++) {
      reports[i] = report(nodes[i]);
      slowest = reports[i] == null ? slowest : Math.max(slowest, nanos(reports[i], nodes[i]));
    }
    double[] scores = new double[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      ResourceReport report = reports[i];
      scores[i] = report == null ? -1 : standardScore(report, nodes[i], slowest);
    }
    return scores;
  }

  private static double standardScore(ResourceReport report, Node node, double slowest) {
    double time = slowest == 0 ? 0 : nanos(report, node) / slowest;
    return CPU * report.cpu() + MEMORY * report.memory() + RESPONSE_TIME * time;
  }

  /** What the endpoint says, or else what was measured here. */
  private static double nanos(ResourceReport report, Node node) {
    return report.responseTime().isZero() ? node.latencyNanos() : report.responseTime().toNanos();
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    double[] capacities = capacities();
    List<Node> numbered = List.of(nodes);
    return Scores.of(nodes, context, node -> Load.score(node) / capacities[numbered.indexOf(node)])
        .choice(context.triedCount() == 0 ? 2 : nodes.length, "(in flight + 1) x reported load");
  }

  private record Policy(
      Function<? super Endpoint, ? extends @Nullable ResourceReport> reports,
      @Nullable ToDoubleFunction<? super ResourceReport> score,
      Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new ResourceBased(nodes, this);
    }

    @Override
    public String toString() {
      return "resourceBased";
    }
  }
}
