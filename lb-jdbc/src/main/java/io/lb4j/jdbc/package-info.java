/**
 * DataSources that split reads from writes over balanced replicas, and route keys to shards.
 *
 * <p>Start at {@link io.lb4j.jdbc.ReadWriteDataSource} and {@link io.lb4j.jdbc.ShardedDataSource}.
 * Both stand on the application's own connection pools and know {@code java.sql} only; no driver,
 * no SQL dialect.
 *
 * <p><b>Guaranteed.</b> A connection is taken from a pool when a call first needs a database, not
 * before. {@code setReadOnly} decides where statements go and is refused inside a transaction; a
 * transaction stays on the node where it began. Settings made early are replayed in the right
 * order, and the values a pooled connection had are put back before the pool gets it. A statement,
 * a result set (but see below) and the metadata lead back to the connection the application holds.
 * After {@code close} everything is refused, but {@code isClosed}, {@code isValid} and {@code
 * close}. What is opened is given back, whatever fails in between. DataSources throw {@code
 * SQLException} and nothing else; no SQL text, parameter, key or password is logged or put into a
 * message of lb4j.
 *
 * <p><b>Refused</b> with {@code SQLFeatureNotSupportedException}: {@code getConnection(user,
 * password)}, connection and sharding-key builders, log writers and login timeouts (set them on the
 * pools). A prepared statement runs on the node where it was prepared; after {@code setReadOnly}
 * has moved the connection it is refused until it is prepared again.
 *
 * <p><b>Not yet there.</b>
 *
 * <ul>
 *   <li>Reads may be stale: no {@code consistency(..)} yet.
 *   <li>A statement that fails is not repeated on another node; only getting a connection is. A
 *       connection that broke stays broken until it is closed, or {@code setReadOnly} has moved it
 *       away.
 *   <li>The route comes from {@code setReadOnly} alone, never from the SQL text. Text is looked at
 *       for one thing: whether it begins with {@code BEGIN}, {@code START TRANSACTION} and the
 *       like, so that such a transaction holds its node and is ended by {@code close}. A
 *       transaction that begins in the middle of a string of statements, or inside a procedure, is
 *       not seen.
 *   <li>Session state set by SQL text ({@code SET}, temporary tables, advisory locks) stays on the
 *       physical connection: it is neither carried over nor undone.
 *   <li>Result sets of {@code Array.getResultSet()}, and objects such as {@code Blob}, are the
 *       driver's own.
 *   <li>A query goes to one shard; a transaction that touches a second shard is not noticed.
 * </ul>
 *
 * <p><b>Rank 6.</b> Imports lb-core; nothing of lb4j imports it.
 */
@NullMarked
package io.lb4j.jdbc;

import org.jspecify.annotations.NullMarked;
