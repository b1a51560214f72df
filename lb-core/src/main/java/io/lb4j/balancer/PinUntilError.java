package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * One pin for all threads. It is moved by compare-and-set, from what the mover saw: of a hundred
 * requests that fail together only the first moves it, the rest find it elsewhere.
 *
 * After an outage all clients sit on the survivors, and nothing would ever bring them back: so a pin
 * is drawn anew from time to time. The time runs from the first pick that knows the time.
 */
final class PinUntilError implements Picker {
  private static final VarHandle PIN;

  static {
    try {
      PIN = MethodHandles.lookup().findVarHandle(PinUntilError.class, "pin", Pin.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Where requests go, and until when if that is known. */
  private record Pin(Node node, boolean timed, long untilNanos) {
    boolean isOver(long now) {
      return timed && now - untilNanos >= 0;
    }
  }

  private final Node[] nodes;
  private final Policy policy;
  private volatile Pin pin;

  private PinUntilError(List<Node> nodes, @Nullable Pin before, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.policy = policy;
    if (before == null) {
      this.pin = new Pin(any(), false, 0);
    } else if (nodes.contains(before.node)) {
      this.pin = before;
    } else {
      this.pin = new Pin(any(), before.timed, before.untilNanos);
    }
  }

  static Balancer of(long shuffleNanos) {
    return seeded(shuffleNanos, ThreadLocalRandom::current);
  }

  /** With dice of your own, for tests. */
  static Balancer seeded(long shuffleNanos, Supplier<? extends RandomGenerator> random) {
    return new Policy(shuffleNanos, random);
  }

  private Node any() {
    return nodes[policy.random.get().nextInt(nodes.length)];
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    return untried(pin, context);
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    Pin seen = pin;
    return untried(!seen.timed || seen.isOver(nowNanos) ? renewed(seen, nowNanos) : seen, context);
  }

  private @Nullable Node untried(Pin seen, PickContext context) {
    return context.triedCount() == 0 || !context.hasTried(seen.node)
        ? seen.node
        : Untried.any(nodes, context, policy.random.get());
  }

  private Pin renewed(Pin seen, long now) {
    long jittered = (long) (policy.shuffleNanos * policy.random.get().nextDouble(0.8, 1.2));
    Pin next = new Pin(seen.timed ? any() : seen.node, true, now + jittered);
    return PIN.compareAndSet(this, seen, next) ? next : pin;
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    Pin seen = pin;
    if (outcome == Outcome.FAILURE && seen.node == node && nodes.length > 1) {
      Node other = nodes[otherThan(node)];
      PIN.compareAndSet(this, seen, new Pin(other, seen.timed, seen.untilNanos));
    }
  }

  /** Index of any but {@code node}, which is among the nodes. */
  private int otherThan(Node node) {
    int drawn = policy.random.get().nextInt(nodes.length - 1);
    return nodes[drawn] == node ? nodes.length - 1 : drawn;
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    Pin seen = pin;
    if (context.hasTried(seen.node)) {
      return Untried.byChance(nodes, context, "as the one it is pinned to was tried");
    }
    return seen.isOver(nowNanos) && nodes.length > 1
        ? Choice.of(null, "any of " + nodes.length + ", it is time to draw anew")
        : Choice.of(seen.node, "pinned to it until it fails");
  }

  private record Policy(long shuffleNanos, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new PinUntilError(nodes, null, this);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof PinUntilError before
          ? new PinUntilError(nodes, before.pin, this)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return "pinUntilError";
    }
  }
}
