package io.lb4j.okhttp;

import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Certificates for a logical name only, as behind a load balancer: no address is in them. */
final class Tls {
  final HeldCertificate certificate;
  final HandshakeCertificates server;
  final HandshakeCertificates client;

  private Tls(String name) {
    certificate = new HeldCertificate.Builder().addSubjectAlternativeName(name).build();
    server = new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    client =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
  }

  static Tls certificateFor(String name) {
    return new Tls(name);
  }

  OkHttpClient.Builder client() {
    return new OkHttpClient.Builder()
        .sslSocketFactory(client.sslSocketFactory(), client.trustManager());
  }
}
