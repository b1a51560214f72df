package io.lb4j.examples.readme;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** What the README's snippets take for granted: their pools, and the reader's own methods. */
public abstract class Surroundings {
  public DataSource primaryPool;
  public DataSource pool0;
  public DataSource pool1;
  public DataSource pool2;
  public Repository repository;
  public LoadBalancer orders;

  public abstract void run() throws Exception;

  public void like(Surroundings other) {
    primaryPool = other.primaryPool;
    pool0 = other.pool0;
    pool1 = other.pool1;
    pool2 = other.pool2;
    repository = other.repository;
    orders = other.orders;
  }

  /** Code that only knows a DataSource. */
  public interface Repository {
    void save(long id);
  }

  public static String httpGet(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try (var body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public static CompletionStage<String> httpGetAsync(URI uri) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return httpGet(uri);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  public static void use(Endpoint endpoint) throws IOException {
    httpGet(endpoint.uri());
  }

  public static int get(HttpClient client) {
    return client.version() == null ? 500 : 200;
  }
}
