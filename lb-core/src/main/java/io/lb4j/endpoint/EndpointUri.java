package io.lb4j.endpoint;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/** Reads the text forms of an endpoint: a URI, or a bare {@code host:port} for plain TCP. */
final class EndpointUri {
  private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);
  private static final String EXPECTED =
      "scheme://host:port with a host of letters, digits, dots and hyphens, as http://10.0.0.1:8080";

  private EndpointUri() {}

  static URI parse(String text) {
    notBlank(text, "uri");
    refusePassword(text);
    String full = text.contains("://") ? text : "tcp://" + text;
    URI uri;
    try {
      uri = new URI(full);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("uri: " + text + " (expected: " + EXPECTED + ")", e);
    }
    return checked(uri, text);
  }

  static URI checked(URI uri, Object shown) {
    refusePassword(uri.toString());
    check(uri.getScheme() != null && uri.getHost() != null, "uri", shown, EXPECTED);
    check(
        port(uri) >= 1 && port(uri) <= 65535, "uri", shown, "a port from 1 to 65535, " + EXPECTED);
    return uri;
  }

  /** Before anything else, and without showing it: messages end up in logs. */
  private static void refusePassword(String text) {
    int at = text.lastIndexOf('@');
    check(
        at < 0, "uri", "…" + text.substring(Math.max(at, 0)), "no user name, password or @ in it");
  }

  /** The port written, or the scheme's own; -1 if there is neither. */
  static int port(URI uri) {
    return uri.getPort() != -1
        ? uri.getPort()
        : DEFAULT_PORTS.getOrDefault(uri.getScheme().toLowerCase(Locale.ROOT), -1);
  }

  static String id(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port(uri);
  }
}
