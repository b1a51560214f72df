package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeashTest {
  @Test
  void killedJvmLeavesNothingBehind() throws IOException {
    Process jvm = startJvm(2);
    Traces traces = readTraces(jvm, 2);

    jvm.destroyForcibly();

    Await.until("all is gone after kill -9 of the JVM: " + traces, Rows.SOON, traces::areGone);
    assertThat(jvm.isAlive()).isFalse();
  }

  @Test
  void jvmThatEndsWithoutCloseLeavesNothingBehind() throws IOException {
    Process jvm = startJvm(0);
    Traces traces = readTraces(jvm, 0);

    jvm.getOutputStream().close();

    Await.until("all is gone after the JVM's exit: " + traces, Rows.SOON, traces::areGone);
    assertThat(jvm.exitValue()).isZero();
  }

  private static Process startJvm(int standbys) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of(java, "-cp", classPath));
    for (String name : List.of("java.io.tmpdir", BinaryCache.PROPERTY)) { // as in this JVM
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.addAll(List.of(LeashedProgram.class.getName(), Integer.toString(standbys)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Directory and pids that the program prints; all must be there, else the test shows nothing. */
  private static Traces readTraces(Process jvm, int standbys) throws IOException {
    BufferedReader output = jvm.inputReader();
    String line = output.readLine();
    assertThat(line).as("what the program printed").isNotNull();
    List<String> words = Arrays.asList(line.split(" "));
    Path root = Path.of(words.get(0));
    List<Long> pids = words.stream().skip(1).map(Long::valueOf).toList();
    Traces traces = Traces.of(root, pids);
    assertThat(root).isDirectory();
    assertThat(pids).hasSize(1 + standbys).allMatch(pid -> ProcessHandle.of(pid).isPresent());
    assertThat(traces.processes()).hasSizeGreaterThan(pids.size());
    return traces;
  }
}
