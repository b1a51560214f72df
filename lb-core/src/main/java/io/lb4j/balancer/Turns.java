package io.lb4j.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/*
 * Whose turn it is, for rules that go round.
 *
 * One counter for all threads would be the slowest part of the library: 24 to 52 ns for each pick as
 * soon as two threads fight for the cell, against 3 ns alone. So threads are spread over stripes, a
 * cache line apart, and every stripe counts strictly by itself. A sum of even sequences is even.
 *
 * Turns are handed on when membership changes; otherwise every rebuild would favour the first node.
 * They start at random places, or clients that start together would all begin with the same node.
 */
final class Turns {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int LINE = 32; // ints: two cache lines, as lines are fetched in pairs
  private static final int STRIPES = stripes();

  private final int[] cells = new int[(STRIPES + 1) * LINE];

  private Turns() {}

  private static int stripes() {
    int wanted = 2 * Runtime.getRuntime().availableProcessors();
    return Math.min(64, Integer.highestOneBit(Math.max(1, wanted * 2 - 1)));
  }

  static Turns anywhere() {
    Turns turns = new Turns();
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      turns.cells[(stripe + 1) * LINE] = ThreadLocalRandom.current().nextInt();
    }
    return turns;
  }

  /** The same start for every stripe, for tests. */
  static Turns from(int start) {
    Turns turns = new Turns();
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      turns.cells[(stripe + 1) * LINE] = start;
    }
    return turns;
  }

  /** The number of this turn of this thread's stripe: any int, one more each time. */
  int next() {
    return (int) CELL.getAndAdd(cells, cell(), 1);
  }

  /** What {@link #next()} would return. */
  int peek() {
    return (int) CELL.getVolatile(cells, cell());
  }

  /** What {@link #place} needs to know of n: a division costs more than all the rest of a turn. */
  static long reciprocal(int n) {
    return Long.divideUnsigned(-1L, n) + 1;
  }

  /**
   * The turn, taken as unsigned, modulo n; exact for every turn and n. Source: Lemire, Kaser, Kurz,
   * "Faster remainder by direct computation", 2019.
   */
  static int place(int turn, int n, long reciprocal) {
    long fraction = reciprocal * (turn & 0xFFFF_FFFFL);
    return (int) (Math.multiplyHigh(fraction, n) + (fraction >> 63 & n));
  }

  private static int cell() {
    int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
    return (stripe + 1) * LINE;
  }
}
