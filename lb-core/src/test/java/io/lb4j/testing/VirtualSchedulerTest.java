package io.lb4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunInOrderOfTimeAcrossTheOverflowOfTheClock() {
    scheduler.schedule(() -> ran.add("late"), 5, TimeUnit.SECONDS);
    scheduler.schedule(() -> ran.add("early"), 1, TimeUnit.SECONDS);
    scheduler.execute(() -> ran.add("now"));

    scheduler.runDue();
    assertThat(ran).containsExactly("now");
    scheduler.advance(Duration.ofSeconds(4));
    assertThat(ran).containsExactly("now", "early");
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("now", "early", "late");
  }

  @Test
  void periodicTasksRepeatUntilCancelled() {
    var task = scheduler.scheduleAtFixedRate(() -> ran.add("tick"), 1, 2, TimeUnit.SECONDS);
    scheduler.advance(Duration.ofSeconds(6));
    assertThat(ran).hasSize(3); // at 1, 3 and 5 s
    task.cancel(false);
    scheduler.advance(Duration.ofSeconds(6));
    assertThat(ran).hasSize(3);
    assertThat(scheduler.pending()).isZero();
  }
}
