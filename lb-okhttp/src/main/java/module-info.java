/**
 * Balances OkHttp calls below a logical URL: see {@link io.lb4j.okhttp.LoadBalancingInterceptor}.
 */
module io.lb4j.okhttp {
  requires transitive io.lb4j.core;
  requires transitive okhttp3;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.lb4j.okhttp;
}
