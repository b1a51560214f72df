package io.lb4j.health;

import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
import io.lb4j.load.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * Outlier detection for one load balancer. Requests only ask whether a round is due. In a round one
 * thread reads the counters of all nodes once, and all rules judge by what was read then: two rules
 * cannot spoil each other's numbers.
 */
final class OutlierWatch implements HealthTracker.Watch {
  private static final int ROUNDS_PER_WINDOW = 10;
  private static final int ROUNDS_TO_COME = 2; // an ejection that takes longer was refused
  private static final double SIGMA_BY_MAD = 1.4826; // for a normal distribution
  private static final double SIGMAS = 3;
  private static final double CHANCE = 18; // by chance with less than e^-18: rounds are many
  private static final double CLEARLY = 0.1;
  private static final double NOTICEABLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final OutlierDetection rules;
  private final HealthTracker.Ejector ejector;
  private final NodeSlot<History> histories = new NodeSlot<>(History::new);
  private final Round round;

  // All below belong to the thread that has the round.
  private Node[] judged = {};
  private double[] values = {};
  private double[] sorted = {};
  private int count;
  private int out;

  OutlierWatch(OutlierDetection rules, HealthTracker.Ejector ejector) {
    this.rules = rules;
    this.ejector = ejector;
    this.round = new Round(rules.windowNanos / ROUNDS_PER_WINDOW);
  }

  @Override
  public void record(
      Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
    if (rules.latencyFactor > 0 && outcome == Outcome.SUCCESS) {
      histories.of(node).answered(latencyNanos);
    }
    if (round.isDue(nowNanos)) {
      round.run(nowNanos, () -> look(nowNanos));
    }
  }

  /**
   * What happened before and during an ejection says nothing of the node as it is now. An ejection
   * may come later than it was asked for.
   */
  @Override
  public void moved(Node node, long nowNanos) {
    History history = histories.of(node);
    if (node.state().isInService()) {
      history.reset();
      history.ejectedHere = false;
    } else if (history.pending > 0) {
      history.ejectedHere = true;
    }
    history.pending = 0;
  }

  private void look(long now) {
    List<Node> nodes = ejector.nodes();
    read(nodes, now);
    int left = rules.mayBeOut(nodes.size(), ejector.lastMayGo()) - out;
    if (left > 0) {
      left = ejectFailing(left);
    }
    if (left > 0 && rules.latencyFactor > 0) {
      ejectSlow(left);
    }
    Arrays.fill(judged, null); // nodes that go are not kept alive
  }

  private void read(List<Node> nodes, long now) {
    if (judged.length < nodes.size()) {
      judged = new Node[nodes.size()];
      values = new double[nodes.size()];
      sorted = new double[nodes.size()];
    }
    count = 0;
    out = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      History history = histories.of(node);
      if (!HealthTracker.Ejector.isInRotation(node)) {
        out += history.ejectedHere ? 1 : 0;
        continue;
      }
      history.ejectedHere = false;
      history.advance(now, rules.windowNanos, node.successes(), node.failures());
      int pending = history.pending;
      if (pending > 0) {
        history.pending = pending - 1;
        out++;
      } else if (history.requests() >= rules.minRequests) {
        judged[count++] = node;
      }
    }
  }

  private int ejectFailing(int most) {
    long requests = 0;
    for (int i = 0; i < count; i++) {
      History history = histories.of(judged[i]);
      values[i] = history.successRate();
      requests += history.requests();
    }
    double median = sortedMiddle(count / 2); // of two, the better one
    double sigma = SIGMA_BY_MAD * medianDeviation(median);
    int left = most;
    int worst = lowest();
    while (left > 0 && worst >= 0 && values[worst] < rules.minSuccessRate) {
      Node node = judged[worst];
      double rate = values[worst];
      History history = histories.of(node);
      long own = history.requests();
      if (isBadIn(0, history)
          && isBadIn(1, history)
          && (!rules.comparePeers || isFarBelow(median, sigma, rate, own, requests - own))) {
        left -= eject(node, failing(rate, own, median));
      }
      values[worst] = Double.POSITIVE_INFINITY;
      worst = lowest();
    }
    return left;
  }

  /**
   * Balancers shift traffic, so two endpoints' windows are not of the same time: when a common
   * fault begins or ends, who had most of its requests in the bad part would look worse than the
   * others. So it must be worse than they are in each of the last two rounds; the fault can begin
   * or end in one of them only.
   */
  private boolean isBadIn(int lastRound, History own) {
    if (!own.hasRound(lastRound)) {
      return true; // new: there is no other time to mistake it for
    }
    double ended = own.succeededIn(lastRound) + own.failedIn(lastRound);
    double good = -own.succeededIn(lastRound);
    double all = -ended;
    for (int i = 0; i < count; i++) {
      History each = histories.of(judged[i]);
      good += each.succeededIn(lastRound);
      all += each.succeededIn(lastRound) + each.failedIn(lastRound);
    }
    double rate = ended == 0 ? 1 : own.succeededIn(lastRound) / ended; // unknown is not bad
    double peers = all <= 0 ? 1 : good / all;
    return rate < rules.minSuccessRate && (!rules.comparePeers || rate < peers - CLEARLY);
  }

  private static boolean isFarBelow(
      double median, double sigma, double rate, long own, long others) {
    return rate < median - Math.max(CLEARLY, SIGMAS * sigma)
        && divergence(rate, median) * own * others > CHANCE * (own + others);
  }

  /**
   * Kullback and Leibler's: n requests that succeed with {@code median} show {@code rate} or less
   * with a chance below e^(-n times this), by Chernoff's bound. Both are samples, which halves n if
   * they are of one size.
   */
  private static double divergence(double rate, double median) {
    return term(rate, median) + term(1 - rate, 1 - median);
  }

  private static double term(double share, double expected) {
    return share == 0 ? 0 : share * Math.log(share / expected); // infinite if expected is 0
  }

  private String failing(double rate, long requests, double median) {
    return "success rate "
        + Reasons.percent(rate)
        + " over "
        + requests
        + " requests"
        + (rules.comparePeers ? ", median of all is " + Reasons.percent(median) : "");
  }

  private void ejectSlow(int most) {
    int answering = 0;
    for (int i = 0; i < count; i++) {
      Node node = judged[i];
      History history = histories.of(node);
      boolean stays = HealthTracker.Ejector.isInRotation(node) && history.pending == 0;
      if (stays && history.succeeded() >= rules.minRequests) {
        judged[answering] = node;
        values[answering++] = -history.medianNanos(); // so that the worst is the lowest here too
      }
    }
    count = answering;
    double median = -sortedMiddle(count / 2);
    int left = most;
    int worst = lowest();
    while (left > 0 && worst >= 0 && isSlow(-values[worst], median)) {
      left -= eject(judged[worst], slow(-values[worst], median));
      values[worst] = Double.POSITIVE_INFINITY;
      worst = lowest();
    }
  }

  private boolean isSlow(double nanos, double median) {
    return nanos > rules.latencyFactor * median && nanos - median > NOTICEABLE_NANOS;
  }

  private static String slow(double nanos, double median) {
    return "median latency "
        + Math.round(nanos / NOTICEABLE_NANOS)
        + " ms, median of all is "
        + Math.round(median / NOTICEABLE_NANOS)
        + " ms";
  }

  /** The number of endpoints that went, or are about to. */
  private int eject(Node node, String reason) {
    if (!ejector.accepts(node)) {
      return 0;
    }
    History history = histories.of(node);
    history.pending = ROUNDS_TO_COME; // first: moved() may come from within eject(), or later
    ejector.eject(node, reason);
    if (!HealthTracker.Ejector.isInRotation(node)) {
      history.ejectedHere = true;
      history.pending = 0;
    }
    return 1;
  }

  private double sortedMiddle(int middle) {
    if (count == 0) {
      return 0;
    }
    System.arraycopy(values, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return sorted[middle];
  }

  private double medianDeviation(double median) {
    if (count == 0) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      sorted[i] = Math.abs(values[i] - median);
    }
    Arrays.sort(sorted, 0, count);
    return sorted[(count - 1) / 2];
  }

  private int lowest() {
    int lowest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (values[i] < least) {
        least = values[i];
        lowest = i;
      }
    }
    return lowest;
  }
}
