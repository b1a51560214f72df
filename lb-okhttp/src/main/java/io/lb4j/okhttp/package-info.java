/**
 * Balances OkHttp calls below a logical URL. Start at {@link
 * io.lb4j.okhttp.LoadBalancingInterceptor}.
 *
 * <p>For each attempt, the interceptor pins the chain's {@code Dns} and {@code SocketFactory} to an
 * endpoint. An endpoint's host and port are used, nothing else of its URI. TLS name, certificate
 * check and pins, {@code Host} and {@code :authority}, cookies, cache, credentials, tags and {@code
 * response.request().url()} are those of the logical URL. The response is OkHttp's own, not a copy
 * or wrapper: trailers, {@code peekBody}, streaming and web sockets work as ever.
 *
 * <table>
 * <caption>What is different for a balanced call</caption>
 * <tr><th>OkHttp</th><th>here</th></tr>
 * <tr><td>{@code retryOnConnectionFailure}</td><td>not looked at: the {@code RetryPolicy} decides.
 *   OkHttp would repeat a POST on a connection that broke; here an endpoint sees it once. The price: a
 *   POST on a pooled connection that the endpoint closes just then fails</td></tr>
 * <tr><td>a GET on a pooled connection that turns out dead</td><td>is sent once more to the same
 *   endpoint on a new connection, which is not blamed, and the idle connections to it are used no
 *   more; then other endpoints follow as after any failure</td></tr>
 * <tr><td>repeats a request after 408</td><td>does not</td></tr>
 * <tr><td>repeats a request, <b>also a POST</b>, after 503 with {@code Retry-After: 0}</td><td>so
 *   it does here, on the same endpoint, which then sees it twice: OkHttp does it below every
 *   interceptor, and the {@code RetryPolicy} is not asked. Counted as a failure of the endpoint. An
 *   endpoint that must see a POST once must not answer so</td></tr>
 * <tr><td>answers from the cache</td><td>so it does here, also if no endpoint is left. Whether it
 *   will is not known before: an endpoint is picked for the call, which counts as a pick and in
 *   flight meanwhile, but has no outcome</td></tr>
 * <tr><td>keeps a connection after an answer</td><td>closes it, once idle, if the answer led to an
 *   attempt elsewhere (502, 503, 504), or its read timed out: a call gives up a connection only so.
 *   Other calls on it, over HTTP/2, run to their end</td></tr>
 * <tr><td>tries all addresses of a host</td><td>uses the first address of an endpoint that is given
 *   by name</td></tr>
 * <tr><td>asks the {@code ProxySelector}</td><td>not for a balanced host, which is connected to
 *   directly; but for other hosts that redirects lead to</td></tr>
 * <tr><td>shares HTTP/2 connections between hosts of one certificate and address</td><td>not between
 *   services</td></tr>
 * <tr><td>follows redirects</td><td>as ever: to the logical host on the same endpoint; to another
 *   host by the client's own Dns, also if that host is a balanced service. What another host
 *   answers is neither counted nor tried again, also if it was an interceptor that turned the
 *   request there</td></tr>
 * <tr><td>closes idle connections after five minutes</td><td>those of an endpoint that is gone are
 *   closed when its last request ends</td></tr>
 * <tr><td>runs 5 enqueued calls per host at a time, and keeps 5 idle connections</td><td>per logical
 *   host and in all, which is too few for many endpoints: set {@code
 *   Dispatcher.maxRequestsPerHost} and a {@code ConnectionPool} of about endpoints times
 *   concurrent requests</td></tr>
 * </table>
 *
 * <table>
 * <caption>What is refused</caption>
 * <tr><th>what</th><th>how</th></tr>
 * <tr><td>OkHttp older than 5.4</td><td>{@code IllegalStateException: OkHttp: 5.3.2 on the class
 *   path (expected: 5.4.0 or newer)} when the interceptor is made</td></tr>
 * <tr><td>a service that is no name</td><td>{@code IllegalArgumentException: service: 10.0.0.1
 *   (expected: a name, not an address)}, or {@code (expected: a host name such as orders or
 *   api.example.com)}</td></tr>
 * <tr><td>a service twice</td><td>{@code IllegalArgumentException: service: orders (expected: each
 *   host once)}</td></tr>
 * <tr><td>an endpoint that is not HTTP</td><td>{@code IllegalArgumentException: endpoints:
 *   redis:6379 (expected: http or https)}</td></tr>
 * <tr><td>another scheme than the endpoint's</td><td>{@code IOException: orders: the URL is https,
 *   endpoint 10.0.0.1:8080 is http (expected: the same scheme)}</td></tr>
 * <tr><td>a redirect to another port of the logical host</td><td>{@code IOException: orders:
 *   redirected to port 443 (expected: 80, the port that is balanced)}</td></tr>
 * <tr><td>a client with a proxy</td><td>{@code IOException: orders: the client has proxy HTTP @
 *   proxy:3128 (expected: none for a balanced host)}</td></tr>
 * <tr><td>no endpoint, or a closed load balancer</td><td>{@link
 *   io.lb4j.okhttp.NoEndpointException}{@code : orders: no endpoint available (known=0, ejected=0,
 *   draining=0, already tried=0)}</td></tr>
 * <tr><td>endpoints that all fail, for a call that may be tried again</td><td>the same, with {@code
 *   ; last failure: java.net.ConnectException: Failed to connect to orders/10.0.0.1:80 (endpoint
 *   10.0.0.1:8080)}; that exception is the cause of its cause</td></tr>
 * <tr><td>a balancer that throws</td><td>{@code IOException: orders: choosing an endpoint failed:
 *   ...}</td></tr>
 * </table>
 *
 * <p>Web sockets and server-sent events are balanced like any call, and are in flight while they
 * last. A {@code User-Agent} that OkHttp adds and cookies of the jar are not in the request yet
 * when it is balanced.
 *
 * <p><b>Rank 6.</b> Imports {@code io.lb4j} and below, and OkHttp.
 */
@NullMarked
package io.lb4j.okhttp;

import org.jspecify.annotations.NullMarked;
