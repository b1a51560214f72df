package io.lb4j.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real DNS server on loopback, UDP only: answers what it was told, else NXDOMAIN. */
final class DnsServer implements AutoCloseable {
  private static final Map<Integer, String> TYPES = Map.of(1, "A", 28, "AAAA", 33, "SRV");

  private final DatagramSocket socket;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();
  final List<String> questions = new CopyOnWriteArrayList<>();
  volatile boolean refuses;

  DnsServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "dns-server");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Replaces the addresses of a name. */
  void addresses(String name, String... addresses) throws IOException {
    List<byte[]> four = new ArrayList<>();
    List<byte[]> six = new ArrayList<>();
    for (String address : addresses) {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      (bytes.length == 4 ? four : six).add(bytes);
    }
    records.put(name + " A", four);
    records.put(name + " AAAA", six);
  }

  /** Replaces the SRV records of a name, each as in a zone file. */
  void services(String name, String... texts) {
    List<byte[]> found = new ArrayList<>();
    for (String text : texts) {
      String[] parts = text.split(" ");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = 0; i < 3; i++) {
        number(out, Integer.parseInt(parts[i]));
      }
      name(out, parts[3]);
      found.add(out.toByteArray());
    }
    records.put(name + " SRV", found);
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  private static void name(ByteArrayOutputStream out, String name) {
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private byte[] answer(ByteBuffer query) {
    int id = query.getShort() & 0xffff;
    query.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    int type = query.getShort();
    String host = name.toString().toLowerCase(Locale.ROOT);
    String question = host + " " + TYPES.getOrDefault(type, "" + type);
    questions.add(question);
    List<byte[]> found = records.getOrDefault(question, List.of());
    boolean known = records.keySet().stream().anyMatch(key -> key.startsWith(host + " "));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, id);
    number(out, 0x8580 | (refuses ? 2 : known ? 0 : 3)); // authoritative; SERVFAIL, or NXDOMAIN
    number(out, 1);
    number(out, refuses ? 0 : found.size());
    number(out, 0);
    number(out, 0);
    name(out, host);
    number(out, type);
    number(out, 1);
    if (!refuses) {
      for (byte[] data : found) {
        number(out, 0xc00c);
        number(out, type);
        number(out, 1);
        number(out, 0);
        number(out, 3600); // a long life, which nobody may rely on
        number(out, data.length);
        out.writeBytes(data);
      }
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
