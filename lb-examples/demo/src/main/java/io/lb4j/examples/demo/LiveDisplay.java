package io.lb4j.examples.demo;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Draws ten frames a second. */
final class LiveDisplay implements Display {
  private static final int FRAME_MILLIS = 100;

  private final Supplier<View> views;
  private final Screen screen;
  private final Glyphs glyphs;
  private final ScheduledExecutorService painter;
  private volatile Terminal.Size size = Terminal.size();

  LiveDisplay(Supplier<View> views, Screen screen, Glyphs glyphs) {
    this.views = views;
    this.screen = screen;
    this.glyphs = glyphs;
    this.painter =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "demo-display");
              thread.setDaemon(true);
              return thread;
            });
  }

  private void draw() {
    Terminal.Size now = size;
    screen.draw(new Frame(now.columns(), now.rows(), glyphs).lines(views.get()));
  }

  /** The window may have been resized: good enough to look now and then. */
  @Override
  public void begins(int number, Act act) {
    size = Terminal.size();
    if (number == 1) {
      painter.scheduleAtFixedRate(this::draw, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void ended(ActReport report) {
    // the frames have shown it
  }

  @Override
  public void started(String addresses) {
    // no room for it
  }

  @Override
  public void close() {
    painter.shutdownNow();
    try {
      draw(); // the end of the story
    } finally {
      screen.close();
    }
  }
}
