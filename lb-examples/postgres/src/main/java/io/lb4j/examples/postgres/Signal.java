package io.lb4j.examples.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What Java cannot say to a process: it knows only SIGTERM and SIGKILL. */
enum Signal {
  /** Read the configuration again. */
  HUP,
  /** Fast shutdown: roll back, write a checkpoint, go. */
  INT,
  /** Immediate shutdown: go; the next start recovers from the log. */
  QUIT,
  STOP,
  CONT,
  KILL;

  /** Sends this to each; a process that is gone already is no error. Costs one {@code sh}, 2 ms. */
  void send(List<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", name()));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      Process sh =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Await.until("sh has sent SIG" + this, Limits.SIGNAL, () -> !sh.isAlive());
    } catch (IOException e) {
      throw new PostgresClusterException("cannot run sh to send SIG" + this, e);
    }
  }
}
