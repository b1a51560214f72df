package io.lb4j.testing;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Two threads that do their parts of the same turns at the same time: they start each bout of turns
 * together and then run side by side, so that they overtake each other again and again. No turn
 * waits for the other side, or a busy machine would make the fight last for hours.
 */
public final class Duel {
  /** Turns of one bout. */
  public static final int BOUT = 1_000;

  private Duel() {}

  /** One side's part of a turn. */
  @FunctionalInterface
  public interface Side {
    void act(int turn);
  }

  /** Checks what holds while nobody acts: before the first bout and after each. */
  @FunctionalInterface
  public interface Pause {
    void between(int turns);
  }

  /** Runs {@code bouts} bouts; fails with what a side or the check has thrown. */
  public static void fight(int bouts, Pause pause, Side one, Side two) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CyclicBarrier pauses =
        new CyclicBarrier(
            2,
            new Runnable() {
              private int turns;

              @Override
              public void run() {
                pause.between(turns);
                turns += BOUT;
              }
            });
    Thread[] fighters = {
      fighter(bouts, pauses, thrown, one), fighter(bouts, pauses, thrown, two),
    };
    for (Thread fighter : fighters) {
      fighter.start();
    }
    for (Thread fighter : fighters) {
      fighter.join();
    }
    if (thrown.get() != null) {
      throw new AssertionError(thrown.get());
    }
  }

  private static Thread fighter(
      int bouts, CyclicBarrier pauses, AtomicReference<Throwable> thrown, Side side) {
    return new Thread(
        () -> {
          try {
            for (int turn = 0; turn < bouts * BOUT; turn++) {
              if (turn % BOUT == 0) {
                pauses.await();
              }
              side.act(turn);
            }
            pauses.await();
          } catch (BrokenBarrierException e) {
            thrown.compareAndSet(null, e); // the other side has said why
          } catch (Throwable e) {
            thrown.compareAndSet(null, e);
            breakForGood(pauses);
          }
        });
  }

  /** Who waits, or comes to wait later, must not wait for a side that has failed. */
  private static void breakForGood(CyclicBarrier pauses) {
    Thread.currentThread().interrupt();
    try {
      pauses.await();
    } catch (InterruptedException | BrokenBarrierException expected) {
      // that was the purpose
    }
  }
}
