package io.lb4j.okhttp;

import java.util.Set;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Whether a request may be sent once more. */
final class Repeatable {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

  private Repeatable() {}

  /**
   * @param sent true if the endpoint may have seen the request
   */
  static boolean isRepeatable(Request request, boolean sent) {
    return canBeWrittenAgain(request.body()) && (!sent || IDEMPOTENT.contains(request.method()));
  }

  /** OkHttp itself would write such a body twice, and send what is left of it. */
  private static boolean canBeWrittenAgain(@Nullable RequestBody body) {
    return body == null || (!body.isOneShot() && !body.isDuplex());
  }
}
