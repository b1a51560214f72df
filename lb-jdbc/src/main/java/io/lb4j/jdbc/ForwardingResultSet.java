package io.lb4j.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Forwards everything to the result set of a driver; nothing but delegation. */
@NullUnmarked // JDBC says nothing of null
abstract class ForwardingResultSet implements ResultSet {
  final ResultSet target;

  ForwardingResultSet(ResultSet target) {
    this.target = target;
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    return target.absolute(row);
  }

  @Override
  public void afterLast() throws SQLException {
    target.afterLast();
  }

  @Override
  public void beforeFirst() throws SQLException {
    target.beforeFirst();
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    target.cancelRowUpdates();
  }

  @Override
  public void clearWarnings() throws SQLException {
    target.clearWarnings();
  }

  @Override
  public void close() throws SQLException {
    target.close();
  }

  @Override
  public void deleteRow() throws SQLException {
    target.deleteRow();
  }

  @Override
  public int findColumn(String name) throws SQLException {
    return target.findColumn(name);
  }

  @Override
  public boolean first() throws SQLException {
    return target.first();
  }

  @Override
  public Array getArray(int index) throws SQLException {
    return target.getArray(index);
  }

  @Override
  public Array getArray(String name) throws SQLException {
    return target.getArray(name);
  }

  @Override
  public InputStream getAsciiStream(int index) throws SQLException {
    return target.getAsciiStream(index);
  }

  @Override
  public InputStream getAsciiStream(String name) throws SQLException {
    return target.getAsciiStream(name);
  }

  @Override
  public BigDecimal getBigDecimal(int index) throws SQLException {
    return target.getBigDecimal(index);
  }

  @Override
  public BigDecimal getBigDecimal(String name) throws SQLException {
    return target.getBigDecimal(name);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // others may still call it
  public BigDecimal getBigDecimal(int index, int scale) throws SQLException {
    return target.getBigDecimal(index, scale);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // others may still call it
  public BigDecimal getBigDecimal(String name, int scale) throws SQLException {
    return target.getBigDecimal(name, scale);
  }

  @Override
  public InputStream getBinaryStream(int index) throws SQLException {
    return target.getBinaryStream(index);
  }

  @Override
  public InputStream getBinaryStream(String name) throws SQLException {
    return target.getBinaryStream(name);
  }

  @Override
  public Blob getBlob(int index) throws SQLException {
    return target.getBlob(index);
  }

  @Override
  public Blob getBlob(String name) throws SQLException {
    return target.getBlob(name);
  }

  @Override
  public boolean getBoolean(int index) throws SQLException {
    return target.getBoolean(index);
  }

  @Override
  public boolean getBoolean(String name) throws SQLException {
    return target.getBoolean(name);
  }

  @Override
  public byte getByte(int index) throws SQLException {
    return target.getByte(index);
  }

  @Override
  public byte getByte(String name) throws SQLException {
    return target.getByte(name);
  }

  @Override
  public byte[] getBytes(int index) throws SQLException {
    return target.getBytes(index);
  }

  @Override
  public byte[] getBytes(String name) throws SQLException {
    return target.getBytes(name);
  }

  @Override
  public Reader getCharacterStream(int index) throws SQLException {
    return target.getCharacterStream(index);
  }

  @Override
  public Reader getCharacterStream(String name) throws SQLException {
    return target.getCharacterStream(name);
  }

  @Override
  public Clob getClob(int index) throws SQLException {
    return target.getClob(index);
  }

  @Override
  public Clob getClob(String name) throws SQLException {
    return target.getClob(name);
  }

  @Override
  public int getConcurrency() throws SQLException {
    return target.getConcurrency();
  }

  @Override
  public String getCursorName() throws SQLException {
    return target.getCursorName();
  }

  @Override
  public Date getDate(int index) throws SQLException {
    return target.getDate(index);
  }

  @Override
  public Date getDate(String name) throws SQLException {
    return target.getDate(name);
  }

  @Override
  public Date getDate(int index, Calendar calendar) throws SQLException {
    return target.getDate(index, calendar);
  }

  @Override
  public Date getDate(String name, Calendar calendar) throws SQLException {
    return target.getDate(name, calendar);
  }

  @Override
  public double getDouble(int index) throws SQLException {
    return target.getDouble(index);
  }

  @Override
  public double getDouble(String name) throws SQLException {
    return target.getDouble(name);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return target.getFetchDirection();
  }

  @Override
  public int getFetchSize() throws SQLException {
    return target.getFetchSize();
  }

  @Override
  public float getFloat(int index) throws SQLException {
    return target.getFloat(index);
  }

  @Override
  public float getFloat(String name) throws SQLException {
    return target.getFloat(name);
  }

  @Override
  public int getHoldability() throws SQLException {
    return target.getHoldability();
  }

  @Override
  public int getInt(int index) throws SQLException {
    return target.getInt(index);
  }

  @Override
  public int getInt(String name) throws SQLException {
    return target.getInt(name);
  }

  @Override
  public long getLong(int index) throws SQLException {
    return target.getLong(index);
  }

  @Override
  public long getLong(String name) throws SQLException {
    return target.getLong(name);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return target.getMetaData();
  }

  @Override
  public Reader getNCharacterStream(int index) throws SQLException {
    return target.getNCharacterStream(index);
  }

  @Override
  public Reader getNCharacterStream(String name) throws SQLException {
    return target.getNCharacterStream(name);
  }

  @Override
  public NClob getNClob(int index) throws SQLException {
    return target.getNClob(index);
  }

  @Override
  public NClob getNClob(String name) throws SQLException {
    return target.getNClob(name);
  }

  @Override
  public String getNString(int index) throws SQLException {
    return target.getNString(index);
  }

  @Override
  public String getNString(String name) throws SQLException {
    return target.getNString(name);
  }

  @Override
  public Object getObject(int index) throws SQLException {
    return target.getObject(index);
  }

  @Override
  public Object getObject(String name) throws SQLException {
    return target.getObject(name);
  }

  @Override
  public <T> T getObject(int index, Class<T> type) throws SQLException {
    return target.getObject(index, type);
  }

  @Override
  public <T> T getObject(String name, Class<T> type) throws SQLException {
    return target.getObject(name, type);
  }

  @Override
  public Object getObject(int index, Map<String, Class<?>> map) throws SQLException {
    return target.getObject(index, map);
  }

  @Override
  public Object getObject(String name, Map<String, Class<?>> map) throws SQLException {
    return target.getObject(name, map);
  }

  @Override
  public Ref getRef(int index) throws SQLException {
    return target.getRef(index);
  }

  @Override
  public Ref getRef(String name) throws SQLException {
    return target.getRef(name);
  }

  @Override
  public int getRow() throws SQLException {
    return target.getRow();
  }

  @Override
  public RowId getRowId(int index) throws SQLException {
    return target.getRowId(index);
  }

  @Override
  public RowId getRowId(String name) throws SQLException {
    return target.getRowId(name);
  }

  @Override
  public SQLXML getSQLXML(int index) throws SQLException {
    return target.getSQLXML(index);
  }

  @Override
  public SQLXML getSQLXML(String name) throws SQLException {
    return target.getSQLXML(name);
  }

  @Override
  public short getShort(int index) throws SQLException {
    return target.getShort(index);
  }

  @Override
  public short getShort(String name) throws SQLException {
    return target.getShort(name);
  }

  @Override
  public String getString(int index) throws SQLException {
    return target.getString(index);
  }

  @Override
  public String getString(String name) throws SQLException {
    return target.getString(name);
  }

  @Override
  public Time getTime(int index) throws SQLException {
    return target.getTime(index);
  }

  @Override
  public Time getTime(String name) throws SQLException {
    return target.getTime(name);
  }

  @Override
  public Time getTime(int index, Calendar calendar) throws SQLException {
    return target.getTime(index, calendar);
  }

  @Override
  public Time getTime(String name, Calendar calendar) throws SQLException {
    return target.getTime(name, calendar);
  }

  @Override
  public Timestamp getTimestamp(int index) throws SQLException {
    return target.getTimestamp(index);
  }

  @Override
  public Timestamp getTimestamp(String name) throws SQLException {
    return target.getTimestamp(name);
  }

  @Override
  public Timestamp getTimestamp(int index, Calendar calendar) throws SQLException {
    return target.getTimestamp(index, calendar);
  }

  @Override
  public Timestamp getTimestamp(String name, Calendar calendar) throws SQLException {
    return target.getTimestamp(name, calendar);
  }

  @Override
  public int getType() throws SQLException {
    return target.getType();
  }

  @Override
  public URL getURL(int index) throws SQLException {
    return target.getURL(index);
  }

  @Override
  public URL getURL(String name) throws SQLException {
    return target.getURL(name);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // others may still call it
  public InputStream getUnicodeStream(int index) throws SQLException {
    return target.getUnicodeStream(index);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // others may still call it
  public InputStream getUnicodeStream(String name) throws SQLException {
    return target.getUnicodeStream(name);
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return target.getWarnings();
  }

  @Override
  public void insertRow() throws SQLException {
    target.insertRow();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    return target.isAfterLast();
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    return target.isBeforeFirst();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return target.isClosed();
  }

  @Override
  public boolean isFirst() throws SQLException {
    return target.isFirst();
  }

  @Override
  public boolean isLast() throws SQLException {
    return target.isLast();
  }

  @Override
  public boolean last() throws SQLException {
    return target.last();
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    target.moveToCurrentRow();
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    target.moveToInsertRow();
  }

  @Override
  public boolean next() throws SQLException {
    return target.next();
  }

  @Override
  public boolean previous() throws SQLException {
    return target.previous();
  }

  @Override
  public void refreshRow() throws SQLException {
    target.refreshRow();
  }

  @Override
  public boolean relative(int row) throws SQLException {
    return target.relative(row);
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return target.rowDeleted();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return target.rowInserted();
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return target.rowUpdated();
  }

  @Override
  public void setFetchDirection(int value) throws SQLException {
    target.setFetchDirection(value);
  }

  @Override
  public void setFetchSize(int value) throws SQLException {
    target.setFetchSize(value);
  }

  @Override
  public void updateArray(int index, Array value) throws SQLException {
    target.updateArray(index, value);
  }

  @Override
  public void updateArray(String name, Array value) throws SQLException {
    target.updateArray(name, value);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value) throws SQLException {
    target.updateAsciiStream(index, value);
  }

  @Override
  public void updateAsciiStream(String name, InputStream value) throws SQLException {
    target.updateAsciiStream(name, value);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, int value3) throws SQLException {
    target.updateAsciiStream(index, value, value3);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, long length) throws SQLException {
    target.updateAsciiStream(index, value, length);
  }

  @Override
  public void updateAsciiStream(String name, InputStream value, int value3) throws SQLException {
    target.updateAsciiStream(name, value, value3);
  }

  @Override
  public void updateAsciiStream(String name, InputStream value, long length) throws SQLException {
    target.updateAsciiStream(name, value, length);
  }

  @Override
  public void updateBigDecimal(int index, BigDecimal value) throws SQLException {
    target.updateBigDecimal(index, value);
  }

  @Override
  public void updateBigDecimal(String name, BigDecimal value) throws SQLException {
    target.updateBigDecimal(name, value);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value) throws SQLException {
    target.updateBinaryStream(index, value);
  }

  @Override
  public void updateBinaryStream(String name, InputStream value) throws SQLException {
    target.updateBinaryStream(name, value);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, int value3) throws SQLException {
    target.updateBinaryStream(index, value, value3);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, long length) throws SQLException {
    target.updateBinaryStream(index, value, length);
  }

  @Override
  public void updateBinaryStream(String name, InputStream value, int value3) throws SQLException {
    target.updateBinaryStream(name, value, value3);
  }

  @Override
  public void updateBinaryStream(String name, InputStream value, long length) throws SQLException {
    target.updateBinaryStream(name, value, length);
  }

  @Override
  public void updateBlob(int index, InputStream value) throws SQLException {
    target.updateBlob(index, value);
  }

  @Override
  public void updateBlob(int index, Blob value) throws SQLException {
    target.updateBlob(index, value);
  }

  @Override
  public void updateBlob(String name, InputStream value) throws SQLException {
    target.updateBlob(name, value);
  }

  @Override
  public void updateBlob(String name, Blob value) throws SQLException {
    target.updateBlob(name, value);
  }

  @Override
  public void updateBlob(int index, InputStream value, long length) throws SQLException {
    target.updateBlob(index, value, length);
  }

  @Override
  public void updateBlob(String name, InputStream value, long length) throws SQLException {
    target.updateBlob(name, value, length);
  }

  @Override
  public void updateBoolean(int index, boolean value) throws SQLException {
    target.updateBoolean(index, value);
  }

  @Override
  public void updateBoolean(String name, boolean value) throws SQLException {
    target.updateBoolean(name, value);
  }

  @Override
  public void updateByte(int index, byte value) throws SQLException {
    target.updateByte(index, value);
  }

  @Override
  public void updateByte(String name, byte value) throws SQLException {
    target.updateByte(name, value);
  }

  @Override
  public void updateBytes(int index, byte[] value) throws SQLException {
    target.updateBytes(index, value);
  }

  @Override
  public void updateBytes(String name, byte[] value) throws SQLException {
    target.updateBytes(name, value);
  }

  @Override
  public void updateCharacterStream(int index, Reader value) throws SQLException {
    target.updateCharacterStream(index, value);
  }

  @Override
  public void updateCharacterStream(String name, Reader value) throws SQLException {
    target.updateCharacterStream(name, value);
  }

  @Override
  public void updateCharacterStream(int index, Reader value, int value3) throws SQLException {
    target.updateCharacterStream(index, value, value3);
  }

  @Override
  public void updateCharacterStream(int index, Reader value, long length) throws SQLException {
    target.updateCharacterStream(index, value, length);
  }

  @Override
  public void updateCharacterStream(String name, Reader value, int value3) throws SQLException {
    target.updateCharacterStream(name, value, value3);
  }

  @Override
  public void updateCharacterStream(String name, Reader value, long length) throws SQLException {
    target.updateCharacterStream(name, value, length);
  }

  @Override
  public void updateClob(int index, Reader value) throws SQLException {
    target.updateClob(index, value);
  }

  @Override
  public void updateClob(int index, Clob value) throws SQLException {
    target.updateClob(index, value);
  }

  @Override
  public void updateClob(String name, Reader value) throws SQLException {
    target.updateClob(name, value);
  }

  @Override
  public void updateClob(String name, Clob value) throws SQLException {
    target.updateClob(name, value);
  }

  @Override
  public void updateClob(int index, Reader value, long length) throws SQLException {
    target.updateClob(index, value, length);
  }

  @Override
  public void updateClob(String name, Reader value, long length) throws SQLException {
    target.updateClob(name, value, length);
  }

  @Override
  public void updateDate(int index, Date value) throws SQLException {
    target.updateDate(index, value);
  }

  @Override
  public void updateDate(String name, Date value) throws SQLException {
    target.updateDate(name, value);
  }

  @Override
  public void updateDouble(int index, double value) throws SQLException {
    target.updateDouble(index, value);
  }

  @Override
  public void updateDouble(String name, double value) throws SQLException {
    target.updateDouble(name, value);
  }

  @Override
  public void updateFloat(int index, float value) throws SQLException {
    target.updateFloat(index, value);
  }

  @Override
  public void updateFloat(String name, float value) throws SQLException {
    target.updateFloat(name, value);
  }

  @Override
  public void updateInt(int index, int value) throws SQLException {
    target.updateInt(index, value);
  }

  @Override
  public void updateInt(String name, int value) throws SQLException {
    target.updateInt(name, value);
  }

  @Override
  public void updateLong(int index, long value) throws SQLException {
    target.updateLong(index, value);
  }

  @Override
  public void updateLong(String name, long value) throws SQLException {
    target.updateLong(name, value);
  }

  @Override
  public void updateNCharacterStream(int index, Reader value) throws SQLException {
    target.updateNCharacterStream(index, value);
  }

  @Override
  public void updateNCharacterStream(String name, Reader value) throws SQLException {
    target.updateNCharacterStream(name, value);
  }

  @Override
  public void updateNCharacterStream(int index, Reader value, long length) throws SQLException {
    target.updateNCharacterStream(index, value, length);
  }

  @Override
  public void updateNCharacterStream(String name, Reader value, long length) throws SQLException {
    target.updateNCharacterStream(name, value, length);
  }

  @Override
  public void updateNClob(int index, Reader value) throws SQLException {
    target.updateNClob(index, value);
  }

  @Override
  public void updateNClob(int index, NClob value) throws SQLException {
    target.updateNClob(index, value);
  }

  @Override
  public void updateNClob(String name, Reader value) throws SQLException {
    target.updateNClob(name, value);
  }

  @Override
  public void updateNClob(String name, NClob value) throws SQLException {
    target.updateNClob(name, value);
  }

  @Override
  public void updateNClob(int index, Reader value, long length) throws SQLException {
    target.updateNClob(index, value, length);
  }

  @Override
  public void updateNClob(String name, Reader value, long length) throws SQLException {
    target.updateNClob(name, value, length);
  }

  @Override
  public void updateNString(int index, String value) throws SQLException {
    target.updateNString(index, value);
  }

  @Override
  public void updateNString(String name, String value) throws SQLException {
    target.updateNString(name, value);
  }

  @Override
  public void updateNull(int index) throws SQLException {
    target.updateNull(index);
  }

  @Override
  public void updateNull(String name) throws SQLException {
    target.updateNull(name);
  }

  @Override
  public void updateObject(int index, Object value) throws SQLException {
    target.updateObject(index, value);
  }

  @Override
  public void updateObject(String name, Object value) throws SQLException {
    target.updateObject(name, value);
  }

  @Override
  public void updateObject(int index, Object value, int scaleOrLength) throws SQLException {
    target.updateObject(index, value, scaleOrLength);
  }

  @Override
  public void updateObject(String name, Object value, int scaleOrLength) throws SQLException {
    target.updateObject(name, value, scaleOrLength);
  }

  @Override
  public void updateObject(int index, Object value, SQLType sqlType) throws SQLException {
    target.updateObject(index, value, sqlType);
  }

  @Override
  public void updateObject(String name, Object value, SQLType sqlType) throws SQLException {
    target.updateObject(name, value, sqlType);
  }

  @Override
  public void updateObject(int index, Object value, SQLType sqlType, int scaleOrLength)
      throws SQLException {
    target.updateObject(index, value, sqlType, scaleOrLength);
  }

  @Override
  public void updateObject(String name, Object value, SQLType sqlType, int scaleOrLength)
      throws SQLException {
    target.updateObject(name, value, sqlType, scaleOrLength);
  }

  @Override
  public void updateRef(int index, Ref value) throws SQLException {
    target.updateRef(index, value);
  }

  @Override
  public void updateRef(String name, Ref value) throws SQLException {
    target.updateRef(name, value);
  }

  @Override
  public void updateRow() throws SQLException {
    target.updateRow();
  }

  @Override
  public void updateRowId(int index, RowId value) throws SQLException {
    target.updateRowId(index, value);
  }

  @Override
  public void updateRowId(String name, RowId value) throws SQLException {
    target.updateRowId(name, value);
  }

  @Override
  public void updateSQLXML(int index, SQLXML value) throws SQLException {
    target.updateSQLXML(index, value);
  }

  @Override
  public void updateSQLXML(String name, SQLXML value) throws SQLException {
    target.updateSQLXML(name, value);
  }

  @Override
  public void updateShort(int index, short value) throws SQLException {
    target.updateShort(index, value);
  }

  @Override
  public void updateShort(String name, short value) throws SQLException {
    target.updateShort(name, value);
  }

  @Override
  public void updateString(int index, String value) throws SQLException {
    target.updateString(index, value);
  }

  @Override
  public void updateString(String name, String value) throws SQLException {
    target.updateString(name, value);
  }

  @Override
  public void updateTime(int index, Time value) throws SQLException {
    target.updateTime(index, value);
  }

  @Override
  public void updateTime(String name, Time value) throws SQLException {
    target.updateTime(name, value);
  }

  @Override
  public void updateTimestamp(int index, Timestamp value) throws SQLException {
    target.updateTimestamp(index, value);
  }

  @Override
  public void updateTimestamp(String name, Timestamp value) throws SQLException {
    target.updateTimestamp(name, value);
  }

  @Override
  public boolean wasNull() throws SQLException {
    return target.wasNull();
  }
}
