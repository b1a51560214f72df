package io.lb4j.health;

import static io.lb4j.internal.Checks.positive;

import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
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
     * When the network fails, each node's first failures come while all others still look well. So
     * only one node at a time goes for a single refused connection; the next needs a short run, and
     * those after it as long a run as for any other failure, and that somebody else is seen to be well.
     */
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHORT_RUN = 3;

    /**
     * Error rate of others that have done nothing meanwhile: a run of 132 is enough in any case.
     */
    private static final double UNSEEN = 0.9;

    /** Where the run of one node began. */
    private static final class Began {
      volatile CommonFault.@Nullable Mark mark;
    }

    private final int limit;
    private final Ejector ejector;
    private final NodeSlot<Began> runs = new NodeSlot<>(Began::new);
    private volatile int went; // lately; a lost count among threads is one too few
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
      if (run == 1 && !ejector.lastMayGo()) {
        runs.of(node).mark = CommonFault.Mark.of(node, ejector.nodes());
      }
      boolean atOnce = cause != null && ejector.severityOf(cause).ejectsAtOnce();
      if ((run < limit && !atOnce) || run < 1 || !ejector.accepts(node)) {
        return;
      }
      if (run >= (atOnce ? neededAtOnce(node, now) : needed(node, now))) {
        went = wentLately(now) + 1;
        wentAt = now;
        String what = run == 1 ? "a failure: " : run + " failures in a row, last: ";
        ejector.eject(node, what + Reasons.of(cause));
      }
    }

    private int needed(Node node, long now) {
      return ejector.lastMayGo() ? limit : CommonFault.run(elsewhere(node, now), limit);
    }

    /** In the last seconds, or since this run began: a fault may be as young as the run. */
    private double elsewhere(Node node, long now) {
      CommonFault.Mark mark = runs.of(node).mark;
      double since =
          mark == null ? CommonFault.Mark.UNKNOWN : mark.errorRate(node, ejector.nodes());
      return since < 0 && wentLately(now) > 1
          ? UNSEEN
          : Math.max(since, CommonFault.errorRateBeside(node, ejector.nodes()));
    }

    private int neededAtOnce(Node node, long now) {
      if (ejector.lastMayGo()) {
        return 1;
      }
      int least =
          switch (wentLately(now)) {
            case 0 -> 1;
            case 1 -> Math.min(SHORT_RUN, limit);
            default -> limit;
          };
      double elsewhere = elsewhere(node, now);
      return elsewhere <= CommonFault.UNUSUAL ? least : CommonFault.run(elsewhere, least);
    }

    private int wentLately(long now) {
      int before = went;
      return before > 0 && now - wentAt < LATELY_NANOS ? before : 0;
    }
  }
}
