package io.lb4j.okhttp;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** Two lines, the second of which is not sent before {@link #open()}. */
final class GatedBody implements MockResponseBody {
  private final CountDownLatch gate = new CountDownLatch(1);

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.writeUtf8("data: first\n").flush();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    sink.writeUtf8("data: second\n");
  }

  void open() {
    gate.countDown();
  }
}
