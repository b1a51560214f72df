package io.lb4j;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * What users' code throws at the end of a request: a balancer, a tracker, a listener, the gauge of a
 * limit. The answer is there, so the caller gets it. Said at the 1st, 2nd, 4th, 8th … time only.
 */
final class Mishaps {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Settings settings;
  private final AtomicLong count = new AtomicLong();

  Mishaps(Settings settings) {
    this.settings = settings;
  }

  void report(Throwable thrown) {
    long times = count.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      log.warn(
          "{}: {}, {}, a limit or a listener failed at the end of a request ({} times so far)",
          settings.service(),
          settings.balancer(),
          settings.health(),
          times,
          thrown);
    }
  }
}
