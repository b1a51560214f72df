package io.lb4j.examples.readme;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A block of code, compiled as the body of a method of a class that extends {@link Surroundings}.
 */
record Snippet(String body) {
  private static final String FRAME =
      """
      import io.lb4j.*;
      import io.lb4j.balancer.*;
      import io.lb4j.endpoint.*;
      import io.lb4j.event.*;
      import io.lb4j.hash.*;
      import io.lb4j.health.*;
      import io.lb4j.jdbc.*;
      import io.lb4j.limit.*;
      import io.lb4j.okhttp.*;
      import io.lb4j.retry.*;
      import io.lb4j.source.*;
      import java.net.http.HttpClient;
      import java.sql.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.concurrent.*;
      import javax.net.SocketFactory;
      import javax.sql.DataSource;
      import okhttp3.OkHttpClient;
      import okhttp3.Request;
      import okhttp3.Response;

      public final class Generated extends io.lb4j.examples.readme.Surroundings {
        @Override public void run() throws Exception {
      %s
        }
      }
      """;

  /** Compiles and runs it; returns what it printed. */
  String run(Surroundings surroundings, Path folder) throws Exception {
    compile(folder);
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      Surroundings snippet =
          (Surroundings) loader.loadClass("Generated").getDeclaredConstructor().newInstance();
      snippet.like(surroundings);
      snippet.run();
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void compile(Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    boolean good =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of("-d", folder.toString(), "-cp", classPath, "-proc:none"),
                null,
                List.of(new Source(FRAME.formatted(body))))
            .call();
    if (!good) {
      throw new AssertionError("the README's snippet does not compile:\n" + problems + "\n" + body);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String code) {
      super(URI.create("string:///Generated.java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws UncheckedIOException {
      return code;
    }
  }
}
