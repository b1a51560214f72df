package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testing.House;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rules of the house, for all published modules; the reasons are in CONTRIBUTING.md. */
class PackageRulesTest {
  private static final Path CORE = Path.of("src/main/java");
  private static final House HOUSE =
      House.of(CORE, Path.of("../lb-okhttp/src/main/java"), Path.of("../lb-jdbc/src/main/java"));

  @Test
  void importsOnlyGoDown() {
    assertThat(HOUSE.upwardImports()).isEmpty();
  }

  @Test
  void everyPackageHasARank() {
    assertThat(HOUSE.packagesWithoutRank()).isEmpty();
  }

  @Test
  void coreKnowsNoNeighbour() {
    assertThat(House.of(CORE).mentions("okhttp3.", "okio.", "java.sql.", "javax.sql.")).isEmpty();
  }

  @Test
  void everyPublicTypeAndEveryPackageHasAComment() {
    assertThat(HOUSE.publicTypesWithoutJavadoc()).isEmpty();
    assertThat(HOUSE.packagesWithoutComment()).isEmpty();
  }

  @Test
  void eachOptionalLibraryIsImportedInOnePlaceOnly() {
    assertThat(HOUSE.librariesImportedInSeveralPlaces()).isEmpty();
  }

  @Test
  void namesSayWhatThingsAre() {
    assertThat(HOUSE.bannedNames()).isEmpty();
  }

  @Test
  void aBrokenHouseIsSeen() {
    House broken = House.of(Path.of("src/test/resources/broken-house"));
    assertThat(broken.upwardImports())
        .containsExactly(
            "endpoint/Upward.java imports io.lb4j.balancer",
            "endpoint/Upward.java imports io.lb4j.load");
    assertThat(broken.publicTypesWithoutJavadoc()).containsExactly("endpoint/Upward.java");
    assertThat(broken.packagesWithoutComment()).containsExactly("endpoint", "nowhere");
    assertThat(broken.packagesWithoutRank()).containsExactly("nowhere");
    assertThat(broken.mentions("java.sql.")).containsExactly("endpoint/Upward.java: java.sql.");
    assertThat(broken.librariesImportedInSeveralPlaces())
        .containsExactly("com.github.benmanes.caffeine in [endpoint, nowhere]");
    assertThat(broken.bannedNames()).containsExactly("nowhere/ThingManager.java");
  }
}
