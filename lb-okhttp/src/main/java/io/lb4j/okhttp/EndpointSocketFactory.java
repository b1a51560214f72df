package io.lb4j.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that connect to an endpoint's port where the URL has another, on top of the
 * client's own factory. OkHttp does not look at the socket factory when it compares addresses, so
 * there may be one of these for every attempt; {@link PinnedDns} is what keeps connections apart.
 */
final class EndpointSocketFactory extends SocketFactory {
  private final EndpointSockets sockets;
  private final SocketFactory delegate;
  private final int urlPort;
  private final int endpointPort;

  EndpointSocketFactory(
      EndpointSockets sockets, SocketFactory delegate, int urlPort, int endpointPort) {
    this.sockets = sockets;
    this.delegate = delegate;
    this.urlPort = urlPort;
    this.endpointPort = endpointPort;
  }

  EndpointSockets sockets() {
    return sockets;
  }

  int urlPort() {
    return urlPort;
  }

  int endpointPort() {
    return endpointPort;
  }

  @Override
  public Socket createSocket() throws IOException {
    return new EndpointSocket(delegate.createSocket(), this);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private Socket connected(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
    Socket socket = createSocket();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
