package io.lb4j.examples.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Time on the processor and bytes allocated by JMH's worker threads, for each operation.
 *
 * <p>On a machine with other work the wall clock says how busy it is; processor time stays within a
 * few percent. Bytes are read from the same counter as {@code -prof gc} reads; that profiler's
 * listening to collections was seen to slow some contenders down.
 */
public final class WorkerProfiler implements InternalProfiler {
  /** Name of the secondary result: nanoseconds on the processor for each operation. */
  public static final String CPU = "cpu";

  /** Name of the secondary result: bytes for each operation. */
  public static final String ALLOC = "alloc";

  private static final String WORKER = "-jmh-worker-";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long cpuBefore;
  private long bytesBefore;

  @Override
  public String getDescription() {
    return "processor time and allocation of the worker threads";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    long[] workers = workers();
    cpuBefore = sum(threads.getThreadCpuTime(workers));
    bytesBefore = sum(threads.getThreadAllocatedBytes(workers));
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long[] workers = workers();
    double ops = result.getMetadata().getAllOps();
    double cpu = (sum(threads.getThreadCpuTime(workers)) - cpuBefore) / ops;
    double bytes = (sum(threads.getThreadAllocatedBytes(workers)) - bytesBefore) / ops;
    return List.of(
        new ScalarResult(CPU, cpu, "ns/op", AggregationPolicy.AVG),
        new ScalarResult(ALLOC, bytes, "B/op", AggregationPolicy.AVG));
  }

  private long[] workers() {
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    int found = 0;
    for (ThreadInfo info : infos) {
      if (info != null && info.getThreadName().contains(WORKER)) {
        ids[found++] = info.getThreadId();
      }
    }
    return Arrays.copyOf(ids, found);
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += Math.max(0, value);
    }
    return sum;
  }
}
