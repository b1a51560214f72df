package io.lb4j.health;

import static io.lb4j.internal.Checks.check;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each tracker as if it were alone; the worst verdict prevails. */
record AllTrackers(List<HealthTracker> trackers) implements HealthTracker {
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
      if (broken instanceof RuntimeException e) {
        throw e;
      } else if (broken instanceof Error e) {
        throw e;
      }
    }

    @Override
    public Verdict judge(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      Verdict worst = Verdict.RESTORE;
      for (Watch watch : watches) { // all of them: each counts its trials
        Verdict verdict = watch.judge(node, outcome, cause, latencyNanos, nowNanos);
        worst = verdict.compareTo(worst) > 0 ? verdict : worst;
      }
      return worst;
    }

    @Override
    public void moved(Node node, long nowNanos) {
      for (Watch watch : watches) {
        watch.moved(node, nowNanos);
      }
    }

    @Override
    public void probed(Node node, boolean passed, long nowNanos) {
      for (Watch watch : watches) {
        watch.probed(node, passed, nowNanos);
      }
    }

    @Override
    public @Nullable Duration outAgain(Node node) {
      @Nullable Duration longest = null;
      for (Watch watch : watches) {
        Duration out = watch.outAgain(node);
        if (out != null && (longest == null || out.compareTo(longest) > 0)) {
          longest = out;
        }
      }
      return longest;
    }
  }
}
