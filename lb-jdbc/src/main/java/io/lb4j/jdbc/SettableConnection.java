package io.lb4j.jdbc;

import java.sql.ClientInfoStatus;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what is set until there is a node, and asks the node what was never set. Before there
 * is a node a value is not checked; the driver's refusal comes with the first statement.
 */
@NullUnmarked // JDBC says nothing of null
abstract class SettableConnection extends PreparingConnection {
  final SessionSettings settings = new SessionSettings();

  abstract void requireOpen() throws SQLException;

  /** Sets it on the node there is, and remembers it for others. */
  abstract void set(Attribute attribute, @Nullable Object value) throws SQLException;

  /** What the node says. */
  abstract Object ask(Attribute attribute) throws SQLException;

  /** True if the answer is the node's: there is one, or the application has set nothing. */
  abstract boolean asksNode(Attribute attribute) throws SQLException;

  private <T> T get(Class<T> type, Attribute attribute) throws SQLException {
    return type.cast(asksNode(attribute) ? ask(attribute) : settings.get(attribute));
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    set(Attribute.CATALOG, catalog);
  }

  @Override
  public String getCatalog() throws SQLException {
    return get(String.class, Attribute.CATALOG);
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    set(Attribute.SCHEMA, schema);
  }

  @Override
  public String getSchema() throws SQLException {
    return get(String.class, Attribute.SCHEMA);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    set(Attribute.HOLDABILITY, holdability);
  }

  @Override
  public int getHoldability() throws SQLException {
    return get(Integer.class, Attribute.HOLDABILITY);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    set(Attribute.TYPE_MAP, map == null ? null : new HashMap<>(map));
  }

  @Override
  @SuppressWarnings("unchecked") // put in by setTypeMap, or the driver's own
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return get(Map.class, Attribute.TYPE_MAP);
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    set(Attribute.ISOLATION, level);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return get(Integer.class, Attribute.ISOLATION);
  }

  @Override
  public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    if (executor == null || milliseconds < 0) {
      throw new SQLException(
          "network timeout: " + milliseconds + " (expected: an executor and 0 or more)",
          SqlStates.INVALID_VALUE);
    }
    set(Attribute.NETWORK_TIMEOUT, new NetworkTimeout(executor, milliseconds));
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return get(NetworkTimeout.class, Attribute.NETWORK_TIMEOUT).millis();
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    ClientInfo before = (ClientInfo) settings.get(Attribute.CLIENT_INFO);
    setClientInfo((before == null ? ClientInfo.UNCHANGED : before).with(name, value));
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    setClientInfo(ClientInfo.all(properties));
  }

  private void setClientInfo(ClientInfo info) throws SQLClientInfoException {
    try {
      set(Attribute.CLIENT_INFO, info);
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      Map<String, ClientInfoStatus> failed = new HashMap<>();
      info.entries().keySet().forEach(name -> failed.put(name, ClientInfoStatus.REASON_UNKNOWN));
      throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), failed, e);
    }
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    requireOpen();
    ClientInfo info = (ClientInfo) settings.get(Attribute.CLIENT_INFO);
    return info != null && (info.complete() || info.entries().containsKey(name))
        ? info.entries().get(name)
        : target().getClientInfo(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return target().getClientInfo();
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    requireOpen();
    return settings.autoCommit();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    requireOpen();
    return settings.readOnly();
  }
}
