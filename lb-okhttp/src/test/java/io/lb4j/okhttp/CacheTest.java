package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  @TempDir Path folder;

  private Orders cached() throws Exception {
    Servers servers = Servers.http(2);
    return new Orders(
        servers,
        servers.builder("orders").balancer(Balancers.roundRobin()).build(),
        new OkHttpClient.Builder().cache(new Cache(folder.toFile(), 1 << 20)));
  }

  @Test
  @DisplayName("Hazard 12: one miss, then hits, whichever the endpoint; hits touch no statistics")
  void hits() throws Exception {
    try (Orders orders = cached()) {
      for (int number = 1; number <= 2; number++) {
        orders.servers.answer(
            number,
            new MockResponse.Builder().setHeader("Cache-Control", "max-age=60").body("c").build());
      }
      for (int i = 0; i < 5; i++) {
        assertThat(orders.text(Orders.get("/a"))).isEqualTo("200 c");
      }
      orders.execute(Orders.get("/a")); // a hit that nobody closes
      assertThat(orders.servers.requests(1) + orders.servers.requests(2)).isEqualTo(1);
      assertThat(orders.endpoint(1).successes() + orders.endpoint(2).successes()).isEqualTo(1);
      orders.client.cache().close();
    }
  }

  @Test
  @DisplayName(
      "Hazard 12: the 504 that OkHttp makes for only-if-cached is nobody's, nor tried again")
  void onlyIfCached() throws Exception {
    try (Orders orders = cached()) {
      try (Response response =
          orders.execute(Orders.request("/").cacheControl(CacheControl.FORCE_CACHE).build())) {
        assertThat(response.code()).isEqualTo(504);
        assertThat(response.request().url()).isEqualTo(HttpUrl.get("http://orders/"));
      }
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
      assertThat(orders.counts(2)).isEqualTo("in flight 0, successes 0, failures 0");
    }
  }

  @Test
  @DisplayName("Hazard 12: an answer the endpoint confirmed with 304 is the endpoint's success")
  void revalidated() throws Exception {
    try (Orders orders = cached()) {
      for (int number = 1; number <= 2; number++) {
        orders.servers.answer(
            number,
            request ->
                request.getHeaders().get("If-None-Match") == null
                    ? new MockResponse.Builder().setHeader("ETag", "1").body("c").build()
                    : new MockResponse.Builder().code(304).build());
      }
      assertThat(orders.text(Orders.get("/a"))).isEqualTo("200 c");
      assertThat(orders.text(Orders.get("/a"))).isEqualTo("200 c");
      assertThat(orders.endpoint(1).successes() + orders.endpoint(2).successes()).isEqualTo(2);
      orders.client.cache().close();
    }
  }

  @Test
  @DisplayName("Hazard 9: the cookie jar sees the logical URL, whichever the endpoint")
  void cookies() throws Exception {
    List<HttpUrl> saved = new ArrayList<>();
    List<HttpUrl> loaded = new ArrayList<>();
    CookieJar jar =
        new CookieJar() {
          @Override
          public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
            saved.add(url);
          }

          @Override
          public List<Cookie> loadForRequest(HttpUrl url) {
            loaded.add(url);
            return List.of();
          }
        };
    try (Orders orders = Orders.http(2, new OkHttpClient.Builder().cookieJar(jar))) {
      orders.servers.answer(
          1,
          new MockResponse.Builder().code(503).setHeader("Set-Cookie", "a=1").body("no").build());
      orders.text(Orders.get("/a"));
      HttpUrl logical = HttpUrl.get("http://orders/a");
      assertThat(saved).containsExactly(logical);
      assertThat(loaded).containsExactly(logical, logical);
    }
  }
}
