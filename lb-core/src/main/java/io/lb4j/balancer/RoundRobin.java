package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/*
 * One cursor for all threads would be the slowest part of the library: 24 to 52 ns for each pick as
 * soon as two threads fight for the cell, against 3 ns alone. So threads are spread over stripes, a
 * cache line apart, and every stripe rotates strictly by itself. A sum of even sequences is even.
 *
 * Cursors are handed on when membership changes; otherwise every rebuild would favour the first node.
 * They start at random places, or clients that start together would all begin with the same node.
 */
final class RoundRobin implements Picker {
  static final Balancer POLICY = new Policy();

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int LINE = 32; // ints: two cache lines, as lines are fetched in pairs
  private static final int STRIPES = stripes();

  private final Node[] nodes;
  private final int[] cursors;

  private RoundRobin(List<Node> nodes, int[] cursors) {
    this.nodes = nodes.toArray(Node[]::new);
    this.cursors = cursors;
  }

  private static int stripes() {
    int wanted = 2 * Runtime.getRuntime().availableProcessors();
    return Math.min(64, Integer.highestOneBit(Math.max(1, wanted * 2 - 1)));
  }

  private static int[] freshCursors() {
    int[] cursors = new int[(STRIPES + 1) * LINE];
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      cursors[(stripe + 1) * LINE] = ThreadLocalRandom.current().nextInt();
    }
    return cursors;
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    int next = next();
    Node node = nodes[next];
    return context.triedCount() == 0 || !context.hasTried(node) ? node : untried(next, context);
  }

  private int next() {
    int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
    int turn = (int) CELL.getAndAdd(cursors, (stripe + 1) * LINE, 1);
    return Integer.remainderUnsigned(turn, nodes.length);
  }

  private @Nullable Node untried(int start, PickContext context) {
    for (int step = 1; step < nodes.length; step++) {
      Node node = nodes[(start + step) % nodes.length];
      if (!context.hasTried(node)) {
        return node;
      }
    }
    return null;
  }

  private record Policy() implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new RoundRobin(nodes, freshCursors());
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof RoundRobin before
          ? new RoundRobin(nodes, before.cursors)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return "roundRobin";
    }
  }
}
