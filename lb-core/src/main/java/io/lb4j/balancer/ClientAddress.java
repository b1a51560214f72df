package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import java.net.Inet4Address;
import java.net.InetAddress;

/*
 * InetAddress.getAddress() copies an array, so the bits are read once for each request and not once
 * for each pick. IPv4 stands in the low half as IPv6 maps it (::ffff:a.b.c.d): then an address has
 * one form, whichever family it came by.
 */
record ClientAddress(InetAddress address, long high, long low) {
  private static final long MAPPED = 0xFFFFL << 32;

  static ClientAddress of(InetAddress address) {
    byte[] bytes = notNull(address, "client").getAddress();
    return address instanceof Inet4Address
        ? new ClientAddress(address, 0, MAPPED | word(bytes, 0, 4))
        : new ClientAddress(address, word(bytes, 0, 8), word(bytes, 8, 8));
  }

  boolean isIpv4() {
    return high == 0 && low >>> 32 == MAPPED >>> 32;
  }

  private static long word(byte[] bytes, int from, int count) {
    long word = 0;
    for (int i = from; i < from + count; i++) {
      word = word << 8 | bytes[i] & 0xFF;
    }
    return word;
  }
}
