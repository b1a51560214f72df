package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A connection that died in the pool says nothing of its endpoint")
class StaleConnectionTest {
  private ServerSocket server;

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private LoadBalancer orders;
  private OkHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, Servers.loopback(1));
    daemon(this::accept);
    orders =
        LoadBalancer.builder("orders")
            .endpoints("http://127.0.0.1:" + server.getLocalPort())
            .build();
    client = new OkHttpClient.Builder().addInterceptor(LoadBalancingInterceptor.of(orders)).build();
  }

  private static void daemon(Runnable command) {
    Thread thread = new Thread(command, "server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /**
   * Answers the first request on each connection, and hangs up on the second after reading it, as a
   * server does whose keep-alive ran out just then.
   */
  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      readRequest(in);
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      readRequest(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readRequest(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      return;
    }
    int length = 0;
    while (!line.isEmpty()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
      line = in.readLine();
    }
    for (int i = 0; i < length; i++) {
      in.read();
    }
    requests.incrementAndGet();
  }

  @AfterEach
  void stop() throws IOException {
    assertThat(orders.snapshot().inFlight()).isZero();
    server.close();
  }

  private String execute(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.body().string();
    }
  }

  @Test
  @DisplayName("Hazard 24: a GET is sent again to the same endpoint, on a new connection")
  void get() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(execute(Orders.get("/"))).isEqualTo("ok");
    }
    assertThat(connections).hasValue(3);
    assertThat(requests).hasValue(5);
    assertThat(orders.snapshot().endpoints().get(0).successes()).isEqualTo(3);
    assertThat(orders.snapshot().endpoints().get(0).failures()).isZero();
  }

  @Test
  @DisplayName("Hazards 24 and 26: a POST is seen once, fails, and no one is blamed")
  void post() throws Exception {
    assertThat(execute(Orders.get("/"))).isEqualTo("ok");
    assertThatThrownBy(() -> execute(Orders.post("/"))).isInstanceOf(IOException.class);
    assertThat(requests).hasValue(2);
    assertThat(orders.snapshot().endpoints().get(0).failures()).isZero();
  }

  @Test
  @DisplayName("An endpoint that breaks the new connection as well is blamed")
  void breaksTwice() throws Exception {
    assertThat(execute(Orders.get("/"))).isEqualTo("ok");
    server.close();
    assertThatThrownBy(() -> execute(Orders.get("/"))).isInstanceOf(IOException.class);
    assertThat(orders.snapshot().endpoints().get(0).failures()).isEqualTo(1);
  }
}
