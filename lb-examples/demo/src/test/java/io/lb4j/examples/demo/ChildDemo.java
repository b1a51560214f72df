package io.lb4j.examples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The demo in a JVM of its own, with a temporary directory of its own, to see what it leaves. */
final class ChildDemo implements AutoCloseable {
  private static final Pattern PORTS = Pattern.compile("ports \\[([0-9, ]+)]");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path directory;
  private final Path temporary;
  private final Process process;

  private ChildDemo(Path directory, Path temporary, Process process) {
    this.directory = directory;
    this.temporary = temporary;
    this.process = process;
  }

  static ChildDemo start(String... arguments) throws IOException {
    Path directory = Files.createTempDirectory("lb4j-demo-test");
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    // the account PostgreSQL runs as must get in
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return new ChildDemo(directory, temporary, process);
  }

  /** Everything it has printed so far, errors included. */
  String output() throws IOException {
    return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
  }

  /** Waits until it has printed {@code text}. */
  void awaitOutput(String text) {
    boolean seen = Pause.until(LIMIT, () -> printed().contains(text) || !process.isAlive());
    if (!seen || !process.isAlive()) {
      throw new AssertionError("not printed: " + text + "\n" + printed());
    }
  }

  private String printed() {
    try {
      return output();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM; a shutdown hook cannot tell it from Ctrl-C, and nobody's shell ignores it. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  int exitStatus() throws InterruptedException, IOException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("does not end:\n" + output());
    }
    return process.exitValue();
  }

  /** The ports it told it would listen on. */
  List<Integer> ports() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (Matcher told = PORTS.matcher(output()); told.find(); ) {
      Stream.of(told.group(1).split(", ")).map(Integer::valueOf).forEach(ports::add);
    }
    return ports;
  }

  static boolean isListening(int port) {
    try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connected.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** Command lines of processes that still work in its temporary directory. */
  List<String> processesLeft() {
    return ProcessHandle.allProcesses()
        .map(each -> each.info().commandLine().orElse(""))
        .filter(line -> line.contains(temporary.toString()))
        .toList();
  }

  /** What it left in its temporary directory. */
  List<Path> filesLeft() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Pause.until(LIMIT, () -> processesLeft().isEmpty());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
