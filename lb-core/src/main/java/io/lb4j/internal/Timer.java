package io.lb4j.internal;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the scheduler of a load balancer that was given none. */
public final class Timer {
  private static final long IDLE_SECONDS = 5;

  private Timer() {}

  /**
   * A scheduler with one daemon thread, which starts with the first task and ends when none has
   * been left for a few seconds: who needs no time pays for no thread.
   */
  public static ScheduledExecutorService daemon(String service) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "lb4j-" + service);
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
