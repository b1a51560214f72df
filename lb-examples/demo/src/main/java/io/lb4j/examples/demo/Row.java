package io.lb4j.examples.demo;

/**
 * What is shown of one endpoint.
 *
 * @param name its id
 * @param share its part of what went to its group lately, or in the act, from 0 to 1
 * @param requests attempts ever, or in the act
 * @param inFlight attempts begun and not ended
 * @param lately the attempts {@code share} is of
 * @param light how it stands, at a glance
 * @param state how it stands and why, in words
 */
record Row(
    String name,
    double share,
    long requests,
    int inFlight,
    Attempts lately,
    Light light,
    String state) {

  /** How an endpoint stands, as a colour. */
  enum Light {
    GOOD(Color.GREEN),
    WARN(Color.YELLOW),
    BAD(Color.RED),
    OFF(Color.DIM);

    final Color color;

    Light(Color color) {
      this.color = color;
    }

    String dot(Glyphs glyphs) {
      return switch (this) {
        case GOOD -> glyphs.on;
        case WARN -> glyphs.half;
        case BAD, OFF -> glyphs.off;
      };
    }
  }
}
