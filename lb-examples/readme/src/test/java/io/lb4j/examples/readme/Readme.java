package io.lb4j.examples.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's Java blocks, by the name in the comment above each. */
record Readme(String text, Map<String, String> snippets) {
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- snippet: (\\w+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

  static Readme read() {
    try {
      String text = Files.readString(Path.of("../../README.md"));
      Map<String, String> snippets = new LinkedHashMap<>();
      Matcher matcher = BLOCK.matcher(text);
      while (matcher.find()) {
        snippets.put(String.valueOf(matcher.group(1)), matcher.group(2));
      }
      return new Readme(text, snippets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String snippet(String name) {
    return snippets.get(name);
  }

  List<String> lines() {
    return text.lines().toList();
  }
}
