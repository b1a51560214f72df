package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of one server: the postmaster and its children, from launch to the end of the last of
 * them. A node that is restarted gets a new one.
 */
final class ServerProcess {
  private final Process postmaster;
  private final Path data;
  private final ServerLog log;

  /** Pid of an earlier run that was killed and left its file; 0 if there was none. */
  private final long stalePid;

  private volatile boolean frozen;

  private ServerProcess(Process postmaster, Path data, ServerLog log, long stalePid) {
    this.postmaster = postmaster;
    this.data = data;
    this.log = log;
    this.stalePid = stalePid;
  }

  /** Starts a server; it takes connections after {@link #awaitReady}. */
  static ServerProcess launch(Installation installation, Path data, ServerLog log) {
    PidFile stale = PidFile.read(data);
    try {
      Process postmaster = installation.run(log.path(), "postgres", List.of("-D", data.toString()));
      return new ServerProcess(postmaster, data, log, stale == null ? 0 : stale.pid());
    } catch (IOException e) {
      throw new PostgresClusterException("cannot start the server in " + data, e);
    }
  }

  /** Waits until the server takes queries, and makes sure that it is the process we hold. */
  void awaitReady() {
    boolean ready = Await.within(Limits.START, () -> !postmaster.isAlive() || isReady());
    if (!postmaster.isAlive()) {
      throw new PostgresClusterException(
          "the server in " + data + " ended with " + postmaster.exitValue() + log.tail());
    }
    if (!ready) {
      throw new PostgresClusterException(
          "the server in "
              + data
              + " is not ready after "
              + Limits.START.toSeconds()
              + " s"
              + log.tail());
    }
  }

  long pid() {
    return postmaster.pid();
  }

  boolean isAlive() {
    return postmaster.isAlive();
  }

  boolean isFrozen() {
    return frozen && postmaster.isAlive();
  }

  /** Sends {@code signal} to the postmaster. */
  void send(Signal signal) {
    if (postmaster.isAlive()) {
      signal.send(List.of(pid()));
    }
  }

  /**
   * Stops every process of the server from running; the postmaster first, so that none is missed.
   */
  List<ProcessHandle> freeze() {
    frozen = true;
    send(Signal.STOP);
    Await.within(Duration.ofSeconds(1), () -> "T?".indexOf(stateOf(pid())) >= 0);
    List<ProcessHandle> children = postmaster.children().toList();
    Signal.STOP.send(pids(children));
    return children;
  }

  /** Ends a {@link #freeze}. */
  void thaw() {
    Signal.CONT.send(pids(postmaster.children().toList()));
    send(Signal.CONT);
    frozen = false;
  }

  /**
   * Kills the postmaster and its children, and waits until they are gone: a child outlives its
   * postmaster for a moment, and as long as it does the next start fails with "pre-existing shared
   * memory block is still in use".
   */
  void kill9() {
    List<ProcessHandle> children = freeze();
    List<Long> pids = new ArrayList<>(List.of(pid()));
    pids.addAll(pids(children));
    Signal.KILL.send(pids);
    Await.until(
        "the killed processes " + pids + " are gone",
        Limits.DEATH,
        () -> !postmaster.isAlive() && children.stream().allMatch(ServerProcess::isGone));
  }

  /** Ends the server with {@code signal}; if it has not ended after {@code limit}, kills it. */
  void stop(Signal signal, Duration limit) {
    if (frozen) {
      thaw();
    }
    send(signal);
    if (!Await.within(limit, () -> !postmaster.isAlive())) {
      kill9();
    }
  }

  private boolean isReady() {
    PidFile file = PidFile.read(data);
    if (file == null || (file.pid() == stalePid && stalePid != pid())) {
      return false;
    }
    if (file.pid() != pid()) {
      throw new PostgresClusterException(
          "holding pid " + pid() + ", but the postmaster is " + file.pid() + log.tail());
    }
    return file.status().equals("ready");
  }

  private static List<Long> pids(List<ProcessHandle> processes) {
    return processes.stream().map(ProcessHandle::pid).toList();
  }

  /** A zombie counts as gone: it holds nothing, and where init is lazy it stays for ever. */
  static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || stateOf(process.pid()) == 'Z';
  }

  /** The state letter of Linux, R S D T Z; {@code ?} where there is no /proc or no such process. */
  private static char stateOf(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException unknown) {
      return '?';
    }
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
