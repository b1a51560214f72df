package io.lb4j.examples.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the servers when this JVM ends, in whatever way, kill -9 included.
 *
 * <p>A {@code sh} reads a pipe from the JVM. The pipe ends with the JVM; then the shell stops the
 * processes it was told of and deletes the directory. It runs in a session of its own where {@code
 * setsid} exists, so that Ctrl-C or a kill of the JVM's process group does not take it along.
 */
final class Leash {
  /** Started with the directory as {@code $1}. A pid is held as " 123 ", spaces included. */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      cd /
      pids=' '
      while read -r verb pid; do
        case $verb in
          hold) pids="$pids$pid " ;;
          free) pids="${pids%%" $pid "*} ${pids#*" $pid "}" ;;
        esac
      done
      for pid in $pids; do kill -s QUIT "$pid"; kill -s CONT "$pid"; done
      rounds=0
      alive() { for pid in $pids; do kill -0 "$pid" && return 0; done; return 1; }
      while alive && [ $rounds -lt 300 ]; do sleep 0.03; rounds=$((rounds + 1)); done
      for pid in $pids; do kill -s KILL "$pid"; done
      until rm -rf "$1" || [ $rounds -ge 600 ]; do sleep 0.03; rounds=$((rounds + 1)); done
      """;

  private static final String IN_OWN_SESSION =
      "command -v setsid >/dev/null && exec setsid sh -c \"$0\" sh \"$1\"; exec sh -c \"$0\" sh \"$1\"";

  private final Process shell;

  private Leash(Process shell) {
    this.shell = shell;
  }

  /** Starts a leash that will delete {@code directory}, which need not exist yet. */
  static Leash on(Path directory) throws IOException {
    return new Leash(
        new ProcessBuilder("sh", "-c", IN_OWN_SESSION, SCRIPT, directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Stops {@code process} too if the JVM ends before it does. */
  void hold(Process process) {
    say("hold " + process.pid());
    CompletableFuture<Void> unused = process.onExit().thenRun(() -> say("free " + process.pid()));
  }

  /** Ends everything held and deletes the directory now; waits until that is done. */
  void pull() {
    try {
      shell.getOutputStream().close();
    } catch (IOException shellIsGone) {
      // then there is nothing to wait for either
    }
    Await.within(Limits.DEATH, () -> !shell.isAlive());
  }

  long pid() {
    return shell.pid();
  }

  private synchronized void say(String line) {
    OutputStream pipe = shell.getOutputStream();
    try {
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException closed) {
      // pulled already, or the shell was killed: close() does the work without it
    }
  }
}
