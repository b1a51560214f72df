package io.lb4j;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How a blocking call waits before another attempt; tests move their clock instead. */
@FunctionalInterface
interface Pause {
  Pause SLEEP = (nanos, woken) -> woken.tryAcquire(nanos, TimeUnit.NANOSECONDS);

  /** Returns after this time, or once there is a permit. */
  void nanos(long nanos, Semaphore woken) throws InterruptedException;
}
