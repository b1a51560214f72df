package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;

/**
 * Runs the benchmarks and writes RESULTS.md: {@code mvn -q -Pbench}.
 *
 * <p>{@code -Dbench.mode=full} for figures to publish, {@code -Dbench.only=regex} for some of the
 * contenders, {@code -Dexec.args="-prof gc"} for anything that JMH's own command line knows.
 */
public final class Suite {
  private final Mode mode;
  private final Options extra;
  private final Path home;
  private final Path output;
  private final List<RunResult> results = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();

  private Suite(Mode mode, Options extra, Path home) {
    this.mode = mode;
    this.extra = extra;
    this.home = home;
    this.output = home.resolve("target/bench");
  }

  public static void main(String[] args) throws Exception {
    Mode mode = Mode.valueOf(System.getProperty("bench.mode", "quick").toUpperCase(Locale.ROOT));
    Path home = Path.of(System.getProperty("bench.home", "."));
    forkWithThisClassPath();
    new Suite(mode, new CommandLineOptions(args), home).run();
  }

  /** Inside Maven the class path belongs to a class loader; JMH's forks read the property. */
  private static void forkWithThisClassPath() {
    if (Suite.class.getClassLoader() instanceof URLClassLoader loader) {
      System.setProperty(
          "java.class.path",
          Arrays.stream(loader.getURLs())
              .map(URL::getPath)
              .collect(Collectors.joining(System.getProperty("path.separator"))));
    }
  }

  private void run() throws IOException {
    Files.createDirectories(output);
    if (mode != Mode.REPORT) {
      measure();
    }
    Path page = home.resolve("RESULTS.md");
    Files.writeString(
        page, Report.of(output.resolve("results.json"), output.resolve("session.json")));
    System.out.println("wrote " + page);
    if (!failed.isEmpty()) {
      throw new IllegalStateException("could not measure " + failed + ", see " + output);
    }
  }

  private void measure() throws IOException {
    Session session = Session.begin(mode);
    long start = System.nanoTime();
    Predicate<String> wanted = Pattern.compile(System.getProperty("bench.only", "")).asPredicate();
    List<Plan> plans = Plans.of(mode, wanted);
    for (int i = 0; i < plans.size(); i++) {
      System.out.printf("%3d/%d %s%n", i + 1, plans.size(), run(plans.get(i)));
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      session.end(seconds, failed).write(output.resolve("session.json"));
      write();
    }
  }

  private String run(Plan plan) {
    Path log = output.resolve(plan.label().replaceAll("[^A-Za-z0-9]+", "-") + ".log");
    try {
      List<RunResult> latest = new ArrayList<>(new Runner(plan.options(mode, extra, log)).run());
      results.addAll(latest);
      return plan.label() + ": " + Progress.of(latest);
    } catch (RunnerException e) {
      failed.add(plan.label());
      return plan.label() + ": FAILED, see " + log;
    }
  }

  /** After every plan, so that a run that is cut short has told something. */
  private void write() throws IOException {
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(output.resolve("results.json")), false, "UTF-8")) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
  }
}
