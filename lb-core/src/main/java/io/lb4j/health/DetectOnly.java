package io.lb4j.health;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A tracker that is only listened to. It goes on asking while a node is bad; the first time is said,
 * and that it has not asked for a while is said again. A node that is bad is not "accepted", so that
 * the tracker need not find words each time.
 */
record DetectOnly(HealthTracker tracker, BiConsumer<? super Node, ? super String> wouldEject)
    implements HealthTracker {
  private static final Logger log = LoggerFactory.getLogger(HealthTracker.class);
  private static final long WELL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  DetectOnly {
    notNull(tracker, "tracker");
    notNull(wouldEject, "wouldEject");
  }

  @Override
  public Watch watch(Ejector ejector) {
    return new Listening(this, ejector);
  }

  private static final class Suspicion {
    final AtomicBoolean bad = new AtomicBoolean();
    volatile boolean askedAgain;
    volatile long lastAsked;
  }

  private static final class Listening implements Watch, Ejector {
    private final NodeSlot<Suspicion> suspicions = new NodeSlot<>(Suspicion::new);
    private final BiConsumer<? super Node, ? super String> wouldEject;
    private final Ejector real;
    private final Watch watch;

    Listening(DetectOnly policy, Ejector real) {
      this.wouldEject = policy.wouldEject;
      this.real = real;
      this.watch = policy.tracker.watch(this);
    }

    @Override
    public void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      watch.record(node, outcome, cause, latencyNanos, nowNanos);
      Suspicion own = suspicions.of(node);
      if (own.bad.get()) {
        follow(node, own, nowNanos);
      }
    }

    private void follow(Node node, Suspicion own, long now) {
      if (own.askedAgain) {
        own.askedAgain = false;
        own.lastAsked = now;
      } else if (now - own.lastAsked > WELL_AGAIN_NANOS && own.bad.compareAndSet(true, false)) {
        log.info("{}: would have returned by now (detect only)", node.endpoint().id());
      }
    }

    @Override
    public boolean accepts(Node node) {
      Suspicion own = suspicions.of(node);
      if (own.bad.get()) {
        own.askedAgain = true;
        return false;
      }
      return Ejector.isInRotation(node);
    }

    @Override
    public void eject(Node node, String reason) {
      Suspicion own = suspicions.of(node);
      own.askedAgain = true;
      if (own.bad.compareAndSet(false, true)) {
        log.info("{}: would be ejected, {} (detect only)", node.endpoint().id(), reason);
        wouldEject.accept(node, reason);
      }
    }

    @Override
    public List<Node> nodes() {
      return real.nodes();
    }

    @Override
    public Severity severityOf(Throwable cause) {
      return real.severityOf(cause);
    }

    @Override
    public boolean lastMayGo() {
      return real.lastMayGo();
    }

    @Override
    public void moved(Node node, long nowNanos) {
      watch.moved(node, nowNanos);
    }

    @Override
    public void probed(Node node, boolean passed, long nowNanos) {
      watch.probed(node, passed, nowNanos);
    }
  }
}
