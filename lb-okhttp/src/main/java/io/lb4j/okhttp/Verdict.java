package io.lb4j.okhttp;

import io.lb4j.Lease;
import io.lb4j.load.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an attempt will say, or has said, of its endpoint. */
record Verdict(Outcome outcome, @Nullable Throwable cause) {
  static final Verdict SUCCESS = new Verdict(Outcome.SUCCESS, null);
  static final Verdict IGNORED = new Verdict(Outcome.IGNORED, null);

  static Verdict failure(Throwable cause) {
    return new Verdict(Outcome.FAILURE, cause);
  }

  /** 501 and 505 say what the endpoint cannot do, not that it is unwell. */
  static boolean isFailure(int status) {
    return status == 429 || (status >= 500 && status != 501 && status != 505);
  }

  /** Answers that another endpoint may better. A 500 is as likely the request's own fault. */
  static boolean isRetryable(int status) {
    return status == 502 || status == 503 || status == 504;
  }

  /** The first verdict on a lease holds. */
  void on(Lease lease) {
    switch (outcome) {
      case SUCCESS -> lease.success();
      case FAILURE -> lease.judge(Objects.requireNonNull(cause));
      case IGNORED -> lease.cancel();
    }
  }
}
