package io.lb4j.examples.benchmarks.pick;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The least that a pick of some kind has to do, written as plainly as possible: no interface, no
 * membership, no health. What a balancer costs above its floor is what its features cost.
 */
final class Floors {
  static final String EMPTY = "floor: empty";
  static final String ATOMIC = "floor: atomic increment";
  static final String RANDOM = "floor: ThreadLocalRandom";
  static final String CLOCK = "floor: nanoTime";
  static final String P2C = "floor: two choices + counters";
  static final String P2C_CLOCK = "floor: two choices + counters + 2 nanoTime";

  private Floors() {}

  static Pick empty(int size) {
    Object only = new Object();
    return () -> only;
  }

  /** A shared cursor: what round robin is anywhere else. */
  static Pick atomic(int size) {
    Counter[] endpoints = counters(size);
    AtomicInteger cursor = new AtomicInteger();
    return () -> endpoints[Integer.remainderUnsigned(cursor.getAndIncrement(), endpoints.length)];
  }

  static Pick random(int size) {
    Counter[] endpoints = counters(size);
    return () ->
        endpoints[
            (int) ((ThreadLocalRandom.current().nextLong() >>> 32) * endpoints.length >>> 32)];
  }

  static Pick clock(int size) {
    Object[] two = {"even", "odd"}; // nothing is written: two threads would fight for the place
    return () -> two[(int) System.nanoTime() & 1];
  }

  static Pick twoChoices(int size) {
    Counter[] endpoints = counters(size);
    return () -> {
      Counter chosen = lessLoaded(endpoints);
      chosen.getAndIncrement();
      chosen.getAndDecrement();
      return chosen;
    };
  }

  static Pick twoChoicesTimed(int size) {
    Counter[] endpoints = counters(size);
    return () -> {
      long start = System.nanoTime();
      Counter chosen = lessLoaded(endpoints);
      chosen.getAndIncrement();
      chosen.latency = System.nanoTime() - start;
      chosen.getAndDecrement();
      return chosen;
    };
  }

  /**
   * Two different ones out of one random number, by multiplication. The second is one further if it
   * is not before the first, by arithmetic: a branch would be mispredicted half the time, and cost
   * as much as all the rest.
   */
  private static Counter lessLoaded(Counter[] endpoints) {
    long random = ThreadLocalRandom.current().nextLong();
    int first = (int) ((random >>> 32) * endpoints.length >>> 32);
    int second = (int) ((random & 0xFFFF_FFFFL) * (endpoints.length - 1) >>> 32);
    Counter one = endpoints[first];
    Counter other = endpoints[second + (~(second - first) >>> 31)];
    return other.get() < one.get() ? other : one;
  }

  private static Counter[] counters(int size) {
    return IntStream.range(0, size).mapToObj(i -> new Counter()).toArray(Counter[]::new);
  }

  /** Requests in flight on one endpoint, alone on its cache lines: false sharing is no floor. */
  private static final class Counter extends AtomicInteger {
    private static final long serialVersionUID = 1;

    private long latency;

    @SuppressWarnings("unused") // they keep the next counter away
    private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14;
  }
}
