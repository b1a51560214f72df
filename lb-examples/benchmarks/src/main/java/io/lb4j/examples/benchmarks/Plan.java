package io.lb4j.examples.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One benchmark of one contender: a fork of the JVM for each size, so that no contender sees
 * another's classes or profile.
 *
 * @param benchmark its class
 * @param contenderParam name of the parameter that says which contender
 * @param contender which
 * @param threads how many call at the same time
 * @param iterationMillis length of an iteration
 * @param sizes numbers of endpoints
 */
record Plan(
    Class<?> benchmark,
    String contenderParam,
    String contender,
    int threads,
    int iterationMillis,
    int... sizes) {

  Options options(Mode mode, Options extra, Path log) {
    return new OptionsBuilder()
        .parent(extra)
        .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
        .param(contenderParam, contender)
        .param("n", Arrays.stream(sizes).mapToObj(Integer::toString).toArray(String[]::new))
        .threads(threads)
        .forks(mode.forks)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(iterationMillis))
        .measurementIterations(mode.iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .addProfiler(WorkerProfiler.class)
        // -Xbatch: compiled code before measured code, however busy the machine is.
        .jvmArgs("-Xms1g", "-Xmx1g", "-Xbatch", collector())
        .shouldFailOnError(true)
        .output(log.toString())
        .build();
  }

  /** G1 rounds large arrays up to whole regions: what an object takes is weighed without. */
  private String collector() {
    return benchmark == RingMemoryBenchmark.class ? "-XX:+UseSerialGC" : "-XX:+UseG1GC";
  }

  /** Short and unique; fit for a file name and for people. */
  String label() {
    return benchmark.getSimpleName().replace("Benchmark", "")
        + " "
        + contender
        + " "
        + threads
        + "T";
  }
}
