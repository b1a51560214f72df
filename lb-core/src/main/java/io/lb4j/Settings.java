package io.lb4j;

import io.lb4j.balancer.Balancer;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.PanicPolicy;
import io.lb4j.limit.Limits;
import io.lb4j.load.FailureClassifier;
import io.lb4j.load.SlowStart;
import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything configurable, checked. */
record Settings(
    String service,
    EndpointSource source,
    Balancer balancer,
    HealthTracker health,
    Checkups.@Nullable Plan probe,
    FailureClassifier classifier,
    EjectionPolicy ejection,
    PanicPolicy panic,
    SlowStart slowStart,
    Duration closeGrace,
    LeakGuard leakGuard,
    RetryPolicy retry,
    LoadBalancerListener listener,
    Ticker ticker,
    ScheduledExecutorService scheduler,
    boolean ownScheduler, // then it ends with the load balancer
    Supplier<? extends RandomGenerator> random,
    @Nullable HedgePolicy hedge,
    @Nullable Executor hedgeExecutor, // null: blocking calls are not hedged
    Pause pause,
    Limits limits) {}
