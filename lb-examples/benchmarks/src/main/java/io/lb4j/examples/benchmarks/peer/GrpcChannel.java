package io.lb4j.examples.benchmarks.peer;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.SynchronizationContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;

/**
 * The channel that a gRPC balancing policy lives in, reduced to what a policy sees of it:
 * subchannels that are ready as soon as they are asked to connect, and the picker that comes back.
 */
final class GrpcChannel extends LoadBalancer.Helper {
  private final SynchronizationContext context =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException("gRPC policy failed", failure);
          });
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "grpc-timers");
            thread.setDaemon(true);
            return thread;
          });
  private volatile SubchannelPicker picker;

  /** A channel with this policy over that many endpoints. */
  static GrpcChannel open(String policy, Map<String, ?> options, int size) {
    LoadBalancerProvider provider = LoadBalancerRegistry.getDefaultRegistry().getProvider(policy);
    Object config = provider.parseLoadBalancingPolicyConfig(options).getConfig();
    GrpcChannel channel = new GrpcChannel();
    LoadBalancer.ResolvedAddresses addresses =
        LoadBalancer.ResolvedAddresses.newBuilder()
            .setAddresses(addresses(size))
            .setLoadBalancingPolicyConfig(config)
            .build();
    LoadBalancer balancer = provider.newLoadBalancer(channel);
    channel.context.execute(() -> balancer.acceptResolvedAddresses(addresses));
    return channel;
  }

  private static List<EquivalentAddressGroup> addresses(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> InetSocketAddress.createUnresolved("10.0.0." + i, 8080))
        .map(EquivalentAddressGroup::new)
        .toList();
  }

  /** What the policy published last. */
  SubchannelPicker picker() {
    return picker;
  }

  /** Lets the policy's timers run no more, so that they do not disturb what is measured. */
  void stopTimers() {
    timers.shutdownNow();
  }

  @Override
  public void updateBalancingState(ConnectivityState state, SubchannelPicker latest) {
    picker = latest;
  }

  @Override
  public LoadBalancer.Subchannel createSubchannel(LoadBalancer.CreateSubchannelArgs args) {
    return new Ready(args);
  }

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return context;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return timers;
  }

  @Override
  public String getAuthority() {
    return "benchmark";
  }

  @Override
  public String getChannelTarget() {
    return "benchmark";
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return new Silent();
  }

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup address, String authority) {
    throw new UnsupportedOperationException("out of band reports are off");
  }

  /** Connects at once and stays connected. */
  private final class Ready extends LoadBalancer.Subchannel {
    private final LoadBalancer.CreateSubchannelArgs args;
    private LoadBalancer.SubchannelStateListener listener;

    Ready(LoadBalancer.CreateSubchannelArgs args) {
      this.args = args;
    }

    @Override
    public void start(LoadBalancer.SubchannelStateListener stateListener) {
      listener = stateListener;
    }

    @Override
    public void requestConnection() {
      ConnectivityStateInfo ready = ConnectivityStateInfo.forNonError(ConnectivityState.READY);
      context.execute(() -> listener.onSubchannelState(ready));
    }

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return args.getAddresses();
    }

    @Override
    public Attributes getAttributes() {
      return args.getAttributes();
    }

    @Override
    public ChannelLogger getChannelLogger() {
      return new Silent();
    }

    @Override
    public void shutdown() {}
  }

  private static final class Silent extends ChannelLogger {
    @Override
    public void log(ChannelLogLevel level, String message) {}

    @Override
    public void log(ChannelLogLevel level, String format, Object... args) {}
  }
}
