package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import mockwebserver3.RecordedRequest;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsTest {
  private static final String HOST = "orders.example";
  private static final Tls RIGHT = Tls.certificateFor(HOST);

  private static OkHttpClient balanced(OkHttpClient.Builder client, LoadBalancer balancer) {
    return client.addInterceptor(LoadBalancingInterceptor.of(balancer)).build();
  }

  private static String get(OkHttpClient client) throws IOException {
    Request request = new Request.Builder().url("https://" + HOST + "/").build();
    try (Response response = client.newCall(request).execute()) {
      return response.protocol() + " " + response.body().string();
    }
  }

  @Test
  @DisplayName("Hazards 2 and 4, HTTP/2: certificate, SNI and :authority are of the logical name")
  void logicalNameOverHttp2() throws Exception {
    try (Servers servers = Servers.https(1, RIGHT.server.sslSocketFactory())) {
      OkHttpClient client = balanced(RIGHT.client(), servers.builder(HOST).build());
      assertThat(get(client)).isEqualTo("h2 s1");
      RecordedRequest recorded = servers.recorded(1).get(0);
      assertThat(recorded.getHandshakeServerNames()).containsExactly(HOST);
      assertThat(recorded.getHeaders().values(":authority")).containsExactly(HOST);
      assertThat(recorded.getHeaders().values("Host")).isEmpty();
    }
  }

  @Test
  @DisplayName("Hazards 2 and 4, HTTP/1.1: certificate, SNI and Host are of the logical name")
  void logicalNameOverHttp1() throws Exception {
    try (Servers servers = Servers.https(1, RIGHT.server.sslSocketFactory())) {
      OkHttpClient.Builder http1 = RIGHT.client().protocols(List.of(Protocol.HTTP_1_1));
      OkHttpClient client = balanced(http1, servers.builder(HOST).build());
      assertThat(get(client)).isEqualTo("http/1.1 s1");
      RecordedRequest recorded = servers.recorded(1).get(0);
      assertThat(recorded.getHandshakeServerNames()).containsExactly(HOST);
      assertThat(recorded.getHeaders().values("Host")).containsExactly(HOST);
    }
  }

  @Test
  @DisplayName("Hazard 2: a certificate for another name still fails, on every endpoint")
  void wrongName() throws Exception {
    Tls wrong = Tls.certificateFor("127.0.0.1");
    try (Servers servers = Servers.https(2, wrong.server.sslSocketFactory())) {
      LoadBalancer balancer = servers.builder(HOST).build();
      assertThatThrownBy(() -> get(balanced(wrong.client(), balancer)))
          .isInstanceOf(NoEndpointException.class)
          .hasMessageContaining("Hostname orders.example not verified")
          .hasRootCauseInstanceOf(SSLPeerUnverifiedException.class)
          .satisfies(thrown -> assertThat(thrown.getCause().getSuppressed()).hasSize(1));
      assertThat(balancer.snapshot().inFlight()).isZero();
      assertThat(servers.requests(1) + servers.requests(2)).isZero();
    }
  }

  @Test
  @DisplayName("Hazard 3: a wrong pin for the logical name fails, the right one does not")
  void pins() throws Exception {
    try (Servers servers = Servers.https(1, RIGHT.server.sslSocketFactory())) {
      CertificatePinner wrong =
          new CertificatePinner.Builder()
              .add(HOST, "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
              .build();
      CertificatePinner right =
          new CertificatePinner.Builder()
              .add(HOST, CertificatePinner.pin(RIGHT.certificate.certificate()))
              .build();
      LoadBalancer balancer = servers.builder(HOST).build();
      assertThat(get(balanced(RIGHT.client().certificatePinner(right), balancer)))
          .isEqualTo("h2 s1");
      assertThatThrownBy(() -> get(balanced(RIGHT.client().certificatePinner(wrong), balancer)))
          .isInstanceOf(NoEndpointException.class)
          .hasMessageContaining("Certificate pinning failure")
          .hasRootCauseInstanceOf(SSLPeerUnverifiedException.class);
    }
  }

  @Test
  @DisplayName("Hazard 7, HTTP/2: one connection to each endpoint carries all its requests")
  void oneConnectionEach() throws Exception {
    try (Servers servers = Servers.https(2, RIGHT.server.sslSocketFactory())) {
      int[] next = {0};
      LoadBalancer balancer =
          servers.builder(HOST).balancer(nodes -> context -> nodes.get(next[0]++ % 2)).build();
      OkHttpClient client = balanced(RIGHT.client(), balancer);
      for (int i = 0; i < 10; i++) {
        assertThat(get(client)).isEqualTo("h2 s" + (i % 2 + 1));
      }
      assertThat(Servers.connections(servers.recorded(1))).isEqualTo(1);
      assertThat(Servers.connections(servers.recorded(2))).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Hazard 41, HTTP/2: the connection to an endpoint that is gone is closed")
  void leavingEndpoint() throws Exception {
    try (Servers servers = Servers.https(1, RIGHT.server.sslSocketFactory())) {
      EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.of(servers.uri(1)));
      LoadBalancer balancer = LoadBalancer.builder(HOST).source(source).build();
      RecordingSocketFactory sockets = new RecordingSocketFactory();
      OkHttpClient client = balanced(RIGHT.client().socketFactory(sockets), balancer);
      assertThat(get(client)).isEqualTo("h2 s1");
      assertThat(sockets.made.get(0).isClosed()).isFalse();
      source.update(List.of());
      assertThat(sockets.made.get(0).isClosed()).isTrue();
    }
  }
}
