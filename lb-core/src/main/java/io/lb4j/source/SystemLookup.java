package io.lb4j.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An enum, so that there is one and a source can tell that it is this. */
enum SystemLookup implements AddressLookup {
  INSTANCE;

  private static final Logger log = LoggerFactory.getLogger(EndpointSource.class);

  @Override
  public List<InetAddress> addresses(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  /** Says so if the JVM's own cache defeats asking again. */
  static void warnIfCachedForEver(String host) {
    if (cachesForEver()) {
      log.warn(
          "{}: networkaddress.cache.ttl is -1, so this JVM will never see a DNS change"
              + " (expected: a few seconds, or resolver(AddressLookup.dns()))",
          host);
    }
  }

  static boolean cachesForEver() {
    String ttl = Security.getProperty("networkaddress.cache.ttl");
    if (ttl == null) {
      ttl = System.getProperty("sun.net.inetaddr.ttl", "");
    }
    return ttl.strip().startsWith("-");
  }

  @Override
  public String toString() {
    return "AddressLookup.system()";
  }
}
