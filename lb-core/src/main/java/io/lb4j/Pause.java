package io.lb4j;

import java.util.concurrent.TimeUnit;

/** How a blocking call waits before another attempt; tests move their clock instead. */
@FunctionalInterface
interface Pause {
  Pause SLEEP = TimeUnit.NANOSECONDS::sleep;

  void nanos(long nanos) throws InterruptedException;
}
