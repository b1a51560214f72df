package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Everything leads back to what the application holds. */
class IdentityTest {
  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.builder().build();

  @Test
  void statementsAndResultSetsLeadBack() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement plain = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("select");
        CallableStatement call = connection.prepareCall("call")) {
      ResultSet rows = plain.executeQuery("select");
      assertThat(rows.getStatement()).isSameAs(plain);
      assertThat(rows.getStatement().getConnection()).isSameAs(connection);
      assertThat(plain.getResultSet()).isSameAs(rows);
      assertThat(plain.getGeneratedKeys().getStatement()).isSameAs(plain);
      assertThat(prepared.executeQuery().getStatement()).isSameAs(prepared);
      assertThat(prepared.getConnection()).isSameAs(connection);
      assertThat(call.executeQuery().getStatement()).isSameAs(call);
      assertThat(call.getConnection()).isSameAs(connection);
    }
  }

  @Test
  void metadataLeadsBack() throws SQLException {
    try (Connection connection = db.getConnection()) {
      DatabaseMetaData metaData = connection.getMetaData();
      assertThat(metaData.getConnection()).isSameAs(connection);
      assertThat(metaData.unwrap(DatabaseMetaData.class)).isSameAs(metaData);
      assertThat(metaData.equals(metaData)).isTrue();
      assertThat(metaData).hasSameHashCodeAs(metaData);
      assertThat(metaData).hasToString("metadata of connection of orders");
      try (ResultSet tables = metaData.getTables(null, null, "%", null)) {
        assertThat(tables.getStatement()).isNull();
      }
    }
  }

  @Test
  void aConnectionStaysEqualToItself() throws SQLException {
    try (Connection connection = db.getConnection();
        Connection other = db.getConnection()) {
      int before = connection.hashCode();
      Stub.ask(connection);
      assertThat(connection.hashCode()).isEqualTo(before);
      assertThat(Set.of(connection, other)).contains(connection, other).hasSize(2);
    }
  }

  @Test
  void unwrapsToItselfFirstAndToTheDriverThen() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(Connection.class)).isTrue();
      assertThat(statement.unwrap(Statement.class)).isSameAs(statement);
      assertThat(stub.active()).isZero();
      assertThat(connection.isWrapperFor(AutoCloseable[].class)).isTrue();
      assertThat(stub.primary.active).hasValue(1);
    }
  }

  @Test
  void closedOnesDoNotLeadAnywhere() throws SQLException {
    try (Connection connection = db.getConnection()) {
      Statement statement = connection.createStatement();
      ResultSet rows = statement.executeQuery("select");
      rows.close();
      assertThatThrownBy(rows::getStatement).isInstanceOf(SQLException.class);
      statement.close();
      assertThat(statement.isClosed()).isTrue();
      assertThatThrownBy(statement::getConnection).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setFetchSize(1)).isInstanceOf(SQLException.class);
    }
  }
}
