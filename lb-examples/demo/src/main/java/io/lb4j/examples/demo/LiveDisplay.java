package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws ten frames a second, in a thread of its own. */
final class LiveDisplay implements Display {
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);

  private final Supplier<View> views;
  private final Screen screen;
  private final Glyphs glyphs;
  private volatile Terminal.Size size = Terminal.Size.USUAL;
  private volatile @Nullable Workers painter;

  LiveDisplay(Supplier<View> views, Screen screen, Glyphs glyphs) {
    this.views = views;
    this.screen = screen;
    this.glyphs = glyphs;
  }

  private void draw() {
    Terminal.Size now = size;
    screen.draw(new Frame(now.columns(), now.rows(), glyphs).lines(views.get()));
  }

  /** The window may have been resized: good enough to look now and then. */
  @Override
  public void begins(int number, Act act) {
    size = Terminal.size();
    if (painter == null) {
      painter = Workers.start("display", 1, BETWEEN_FRAMES, this::draw);
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
    Workers running = painter;
    if (running != null) {
      painter = null;
      running.stop();
      draw(); // the end of the story
    }
    screen.close();
  }
}
