package io.lb4j.okhttp;

import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancer;
import io.lb4j.load.Node;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Real servers on 127.0.0.1, 127.0.0.2 and so on, all on one port: the case most implementations
 * get wrong. Each answers its name (s1, s2, ..) unless told otherwise.
 */
final class Servers implements AutoCloseable {
  /** The first that was not tried, in the order of the list: tests know where requests go. */
  static final Balancer IN_ORDER =
      nodes ->
          context -> {
            for (Node node : nodes) {
              if (!context.hasTried(node)) {
                return node;
              }
            }
            return null;
          };

  /** It tells every request at INFO; kept here because loggers are held weakly. */
  private static final Logger CHATTY = Logger.getLogger(MockWebServer.class.getName());

  static {
    CHATTY.setLevel(Level.WARNING);
  }

  private final List<MockWebServer> servers = new ArrayList<>();
  private final String scheme;

  private Servers(String scheme) {
    this.scheme = scheme;
  }

  static Servers http(int count) throws IOException {
    return started(count, null);
  }

  static Servers https(int count, SSLSocketFactory tls) throws IOException {
    return started(count, tls);
  }

  private static Servers started(int count, @Nullable SSLSocketFactory tls) throws IOException {
    for (int attempt = 0; ; attempt++) {
      Servers servers = new Servers(tls == null ? "http" : "https");
      try {
        servers.start(count, tls);
        return servers;
      } catch (BindException portTaken) {
        servers.close();
        if (attempt == 20) {
          throw portTaken;
        }
      }
    }
  }

  private void start(int count, @Nullable SSLSocketFactory tls) throws IOException {
    int port = 0;
    for (int i = 1; i <= count; i++) {
      MockWebServer server = new MockWebServer();
      if (tls != null) {
        server.useHttps(tls);
      }
      servers.add(server);
      String name = "s" + i;
      answer(i, request -> body(name, 200));
      server.start(loopback(i), port);
      port = server.getPort();
    }
  }

  static InetAddress loopback(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
  }

  static MockResponse body(String text, int code) {
    return new MockResponse.Builder().code(code).body(text).build();
  }

  MockWebServer get(int number) {
    return servers.get(number - 1);
  }

  String uri(int number) {
    return scheme + "://127.0.0." + number + ":" + get(number).getPort();
  }

  String id(int number) {
    return "127.0.0." + number + ":" + get(number).getPort();
  }

  int requests(int number) {
    return get(number).getRequestCount();
  }

  /** All that came to a server so far. */
  List<RecordedRequest> recorded(int number) throws InterruptedException {
    List<RecordedRequest> recorded = new ArrayList<>();
    int count = requests(number);
    for (int i = 0; i < count; i++) {
      recorded.add(get(number).takeRequest());
    }
    return recorded;
  }

  /** How many connections the recorded requests came on. */
  static long connections(List<RecordedRequest> recorded) {
    Set<Integer> distinct = ConcurrentHashMap.newKeySet();
    recorded.forEach(request -> distinct.add(request.getConnectionIndex()));
    return distinct.size();
  }

  void answer(int number, Function<RecordedRequest, MockResponse> answer) {
    get(number)
        .setDispatcher(
            new Dispatcher() {
              @Override
              public MockResponse dispatch(RecordedRequest request) {
                return answer.apply(request);
              }
            });
  }

  void answer(int number, MockResponse response) {
    answer(number, request -> response);
  }

  /** A load balancer named "orders" over all of them, which picks in order. */
  LoadBalancer orders() {
    return builder("orders").build();
  }

  LoadBalancer.Builder builder(String service) {
    String[] uris = new String[servers.size()];
    for (int i = 0; i < uris.length; i++) {
      uris[i] = uri(i + 1);
    }
    return LoadBalancer.builder(service)
        .endpoints(uris)
        .balancer(IN_ORDER)
        .closeGrace(Duration.ZERO);
  }

  @Override
  public void close() {
    servers.forEach(MockWebServer::close);
  }
}
