package io.lb4j.health;

import static io.lb4j.internal.Checks.check;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each tracker as if it were alone; the worst verdict prevails. */
record AllTrackers(List<HealthTracker> trackers) implements HealthTracker {
  private static final Logger log = LoggerFactory.getLogger(HealthTracker.class);

  AllTrackers {
    check(!trackers.isEmpty(), "trackers", trackers, "at least one");
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new All(trackers.stream().map(tracker -> tracker.watch(ejector)).toArray(Watch[]::new));
  }

  private static final class All implements Watch {
    private final Watch[] watches;

    All(Watch[] watches) {
      this.watches = watches;
    }

    @Override
    public void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      @Nullable Throwable broken = null; // one that is must not blind the others
      for (Watch watch : watches) {
        try {
          watch.record(node, outcome, cause, latencyNanos, nowNanos);
        } catch (RuntimeException | Error e) {
          broken = e;
        }
      }
      rethrow(broken);
    }

    /** One that fails is not heard: a trial must have an end, so the others' verdict counts. */
    @Override
    public Verdict judge(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      @Nullable Verdict worst = null;
      for (Watch watch : watches) { // all of them: each counts its trials
        try {
          Verdict verdict = watch.judge(node, outcome, cause, latencyNanos, nowNanos);
          worst = worst == null || verdict.compareTo(worst) > 0 ? verdict : worst;
        } catch (RuntimeException | Error e) {
          log.warn("{} could not judge a trial of {}", watch, node.endpoint().id(), e);
        }
      }
      return worst == null
          ? Watch.super.judge(node, outcome, cause, latencyNanos, nowNanos)
          : worst;
    }

    @Override
    public void moved(Node node, long nowNanos) {
      @Nullable Throwable broken = null;
      for (Watch watch : watches) {
        try {
          watch.moved(node, nowNanos);
        } catch (RuntimeException | Error e) {
          broken = e;
        }
      }
      rethrow(broken);
    }

    @Override
    public void probed(Node node, boolean passed, long nowNanos) {
      @Nullable Throwable broken = null;
      for (Watch watch : watches) {
        try {
          watch.probed(node, passed, nowNanos);
        } catch (RuntimeException | Error e) {
          broken = e;
        }
      }
      rethrow(broken);
    }

    private static void rethrow(@Nullable Throwable broken) {
      if (broken instanceof RuntimeException e) {
        throw e;
      } else if (broken instanceof Error e) {
        throw e;
      }
    }

    @Override
    public @Nullable Duration outAgain(Node node) {
      @Nullable Duration longest = null;
      for (Watch watch : watches) {
        try {
          Duration out = watch.outAgain(node);
          if (out != null && (longest == null || out.compareTo(longest) > 0)) {
            longest = out;
          }
        } catch (RuntimeException | Error e) {
          log.warn("{} could not say how long {} stays out", watch, node.endpoint().id(), e);
        }
      }
      return longest;
    }
  }
}
