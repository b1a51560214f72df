package io.lb4j.okhttp;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Has a short read time-out for the first attempt at {@code /slow}, and the client's for all else:
 * so that no good endpoint is found too slow by a machine that is busy.
 */
final class Impatient implements Interceptor {
  private final AtomicBoolean first = new AtomicBoolean(true);

  @Override
  public Response intercept(Chain chain) throws IOException {
    boolean hurry =
        chain.request().url().encodedPath().equals("/slow") && first.compareAndSet(true, false);
    Chain next = hurry ? chain.withReadTimeout(200, TimeUnit.MILLISECONDS) : chain;
    return next.proceed(chain.request());
  }
}
