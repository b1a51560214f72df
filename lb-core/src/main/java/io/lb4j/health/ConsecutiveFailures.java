package io.lb4j.health;

import static io.lb4j.internal.Checks.positive;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The nodes count their failures in a row themselves. */
record ConsecutiveFailures(int limit) implements HealthTracker {
  ConsecutiveFailures {
    positive(limit, "limit");
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new Runs(limit, ejector);
  }

  private static final class Runs implements Watch {
    /*
     * When the network fails, each node's first refused connection comes while all others still look
     * well. So only one node at a time goes for a single one; the next needs a short run.
     */
    private static final long ONE_AT_A_TIME_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHORT_RUN = 3;

    private final int limit;
    private final Ejector ejector;
    private volatile boolean wentAtOnce;
    private volatile long wentAt;

    Runs(int limit, Ejector ejector) {
      this.limit = limit;
      this.ejector = ejector;
    }

    @Override
    public void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      if (outcome == Outcome.FAILURE) {
        failed(node, cause, nowNanos);
      }
    }

    private void failed(Node node, @Nullable Throwable cause, long now) {
      int run = node.consecutiveFailures();
      boolean atOnce = cause != null && ejector.severityOf(cause).ejectsAtOnce();
      if ((run < limit && !atOnce) || run < 1 || !ejector.accepts(node)) {
        return;
      }
      if (run >= (atOnce ? neededAtOnce(node, now) : needed(node))) {
        if (run < limit) {
          wentAt = now;
          wentAtOnce = true;
        }
        String what = run == 1 ? "a failure: " : run + " failures in a row, last: ";
        ejector.eject(node, what + Reasons.of(cause));
      }
    }

    private int needed(Node node) {
      return ejector.lastMayGo()
          ? limit
          : CommonFault.run(CommonFault.errorRateBeside(node, ejector.nodes()), limit);
    }

    private int neededAtOnce(Node node, long now) {
      if (ejector.lastMayGo()) {
        return 1;
      }
      double elsewhere = CommonFault.errorRateBeside(node, ejector.nodes());
      boolean another = wentAtOnce && now - wentAt < ONE_AT_A_TIME_NANOS;
      int least = another ? Math.min(SHORT_RUN, limit) : 1;
      return elsewhere <= CommonFault.UNUSUAL ? least : CommonFault.run(elsewhere, least);
    }
  }
}
