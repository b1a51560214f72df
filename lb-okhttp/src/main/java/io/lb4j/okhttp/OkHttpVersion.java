package io.lb4j.okhttp;

import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Interceptor;

/** Finds an OkHttp that is too old when the interceptor is made, not in the middle of a call. */
final class OkHttpVersion {
  private OkHttpVersion() {}

  static void check() {
    check(Interceptor.Chain.class, Call.class);
  }

  static void check(Class<?> chain, Class<?> call) {
    try {
      chain.getMethod("withDns", Dns.class);
      call.getMethod("addEventListener", EventListener.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "OkHttp: %s on the class path (expected: 5.4.0 or newer)".formatted(present()), e);
    }
  }

  /** By reflection: the compiler would copy the constant's value of today. */
  private static String present() {
    try {
      return String.valueOf(Class.forName("okhttp3.OkHttp").getField("VERSION").get(null));
    } catch (ReflectiveOperationException | LinkageError e) {
      return "an old version";
    }
  }
}
