package io.lb4j.examples.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Where and when figures were taken; without it they mean nothing.
 *
 * @param loadBefore load average when it began
 * @param loadAfter load average when it ended, the benchmark's own one or two included
 * @param failed labels of what could not be measured
 */
public record Session(
    String mode,
    String started,
    long seconds,
    String processor,
    int cores,
    String jdk,
    String system,
    double loadBefore,
    double loadAfter,
    List<String> failed) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Session begin(Mode mode) {
    return new Session(
        mode.name().toLowerCase(Locale.ROOT),
        LocalDateTime.now().truncatedTo(ChronoUnit.MINUTES).toString(),
        0,
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        load(),
        0,
        List.of());
  }

  Session end(long elapsedSeconds, List<String> failures) {
    return new Session(
        mode, started, elapsedSeconds, processor, cores, jdk, system, loadBefore, load(), failures);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processorName() {
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  void write(Path file) {
    try {
      Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
