package io.lb4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A socket in front of another, which can be replaced until it is connected: the JDK closes a socket
 * whose connect has failed, and what was set on it is set again on the next.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the socket behind it synchronizes
abstract class ForwardingSocket extends Socket {
  /** Something that was set, to be set again. */
  @FunctionalInterface
  private interface Setting {
    void on(Socket socket) throws IOException;
  }

  private final Map<Object, Setting> settings = new LinkedHashMap<>(); // guarded by itself
  private volatile Socket socket = new Socket();

  ForwardingSocket() throws SocketException {
    super((SocketImpl) null); // makes no socket of its own
  }

  final Socket socket() {
    return socket;
  }

  /** Another in place of one that could not connect. */
  final Socket replace() throws IOException {
    Socket next = new Socket();
    try {
      synchronized (settings) {
        for (Setting setting : settings.values()) {
          setting.on(next);
        }
        socket = next;
      }
    } catch (IOException | RuntimeException e) {
      next.close();
      throw e;
    }
    return next;
  }

  private void set(Object what, Setting setting) throws SocketException {
    synchronized (settings) {
      try {
        setting.on(socket);
      } catch (SocketException e) {
        throw e;
      } catch (IOException e) {
        throw new SocketException(e.toString());
      }
      settings.put(what, setting);
    }
  }

  @Override
  public void bind(@Nullable SocketAddress local) throws IOException {
    synchronized (settings) {
      socket.bind(local);
      settings.put("bind", next -> next.bind(local));
    }
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    synchronized (settings) {
      socket.setOption(name, value);
      settings.put(name, next -> next.setOption(name, value));
    }
    return this;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set("tcpNoDelay", next -> next.setTcpNoDelay(on));
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    set("soLinger", next -> next.setSoLinger(on, linger));
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    set("oobInline", next -> next.setOOBInline(on));
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    set("soTimeout", next -> next.setSoTimeout(timeout));
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    set("sendBufferSize", next -> next.setSendBufferSize(size));
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    set("receiveBufferSize", next -> next.setReceiveBufferSize(size));
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set("keepAlive", next -> next.setKeepAlive(on));
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    set("trafficClass", next -> next.setTrafficClass(tc));
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set("reuseAddress", next -> next.setReuseAddress(on));
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    socket.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket.getTcpNoDelay();
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return socket.getOOBInline();
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return socket.getSendBufferSize();
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return socket.getReceiveBufferSize();
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return socket.getKeepAlive();
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return socket.getTrafficClass();
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return socket.getReuseAddress();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    socket.sendUrgentData(data);
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }
}
