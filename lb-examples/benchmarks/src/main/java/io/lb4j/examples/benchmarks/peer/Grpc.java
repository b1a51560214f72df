package io.lb4j.examples.benchmarks.peer;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.xds.shaded.com.github.xds.data.orca.v3.OrcaLoadReport;
import io.lb4j.examples.benchmarks.pick.Pick;
import io.lb4j.examples.benchmarks.ring.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** gRPC-java: the policies of grpc-util and grpc-xds, through the registry as a channel does it. */
public final class Grpc {
  private static final StreamInfo STREAM = StreamInfo.newBuilder().build();
  private static final Metadata NO_HEADERS = new Metadata();
  private static final String HASHED_HEADER = "x-key";
  private static final String ALLOW_HASHED_HEADER =
      "GRPC_EXPERIMENTAL_RING_HASH_SET_REQUEST_HASH_KEY";

  private static final Metadata.Key<OrcaLoadReport> LOAD_REPORT =
      Metadata.Key.of(
          "endpoint-load-metrics-bin",
          ProtoUtils.metadataMarshaller(OrcaLoadReport.getDefaultInstance()));

  private Grpc() {}

  public static Pick roundRobin(int size) {
    return pick(GrpcChannel.open("round_robin", Map.of(), size).picker());
  }

  /** Endpoints report load in the ratio 1 : 2 : 3 until the policy goes by it. */
  public static Pick weightedRoundRobin(int size) {
    Map<String, ?> options =
        Map.of(
            "blackoutPeriod",
            "0s",
            "weightUpdatePeriod",
            "0.1s",
            "weightExpirationPeriod",
            "1000s");
    GrpcChannel channel = GrpcChannel.open("weighted_round_robin", options, size);
    report(channel.picker(), size);
    LockSupport.parkNanos(500_000_000); // five periods: the weights are in force
    channel.stopTimers();
    return pick(channel.picker());
  }

  private static void report(SubchannelPicker picker, int size) {
    GrpcRequest request = new GrpcRequest();
    Map<Object, Metadata> reports = new HashMap<>();
    for (int i = 0; i < 100 * size && reports.size() < size; i++) {
      PickResult result = picker.pickSubchannel(request);
      Metadata trailers =
          reports.computeIfAbsent(result.getSubchannel(), one -> trailers(1 + reports.size() % 3));
      ClientStreamTracer tracer =
          result.getStreamTracerFactory().newClientStreamTracer(STREAM, NO_HEADERS);
      tracer.inboundTrailers(trailers);
      tracer.streamClosed(Status.OK);
    }
  }

  private static Metadata trailers(int weight) {
    Metadata trailers = new Metadata();
    OrcaLoadReport report =
        OrcaLoadReport.newBuilder()
            .setRpsFractional(100.0 * weight)
            .setApplicationUtilization(0.5)
            .build();
    trailers.put(LOAD_REPORT, report);
    return trailers;
  }

  /** With the tracer calls that count the request as begun and ended. */
  public static Pick leastRequest(int size) {
    SubchannelPicker picker =
        GrpcChannel.open("least_request_experimental", Map.of(), size).picker();
    GrpcRequest request = new GrpcRequest();
    return () -> {
      PickResult result = picker.pickSubchannel(request);
      ClientStreamTracer tracer =
          result.getStreamTracerFactory().newClientStreamTracer(STREAM, NO_HEADERS);
      tracer.streamCreated(Attributes.EMPTY, NO_HEADERS);
      tracer.streamClosed(Status.OK);
      return result.getSubchannel();
    };
  }

  private static Pick pick(SubchannelPicker picker) {
    GrpcRequest request = new GrpcRequest();
    return () -> picker.pickSubchannel(request).getSubchannel();
  }

  /** Hashes a request header; the ring has its standard size. */
  public static Lookup ringHash(int size, String[] keys) {
    System.setProperty(ALLOW_HASHED_HEADER, "true");
    GrpcChannel channel =
        GrpcChannel.open(
            "ring_hash_experimental", Map.of("requestHashHeader", HASHED_HEADER), size);
    GrpcRequest[] requests = new GrpcRequest[keys.length];
    for (int i = 0; i < keys.length; i++) {
      requests[i] = new GrpcRequest().with(HASHED_HEADER, keys[i]);
      while (!channel.picker().pickSubchannel(requests[i]).hasResult()) {} // connects what it hits
    }
    SubchannelPicker picker = channel.picker();
    return key -> picker.pickSubchannel(requests[key]).getSubchannel();
  }
}
