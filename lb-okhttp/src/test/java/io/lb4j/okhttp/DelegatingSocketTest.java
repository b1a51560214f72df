package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DelegatingSocketTest {
  @Test
  @DisplayName("No public method of a socket is forgotten, on this JDK either")
  void complete() {
    List<String> forgotten =
        Arrays.stream(Socket.class.getDeclaredMethods())
            .filter(each -> Modifier.isPublic(each.getModifiers()))
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .filter(each -> !isDeclared(each))
            .map(Method::toString)
            .toList();
    assertThat(forgotten).isEmpty();
  }

  private static boolean isDeclared(Method method) {
    return Arrays.stream(DelegatingSocket.class.getDeclaredMethods())
        .filter(each -> each.getName().equals(method.getName()))
        .anyMatch(each -> Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
  }
}
