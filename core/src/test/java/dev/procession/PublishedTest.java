package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so nothing but this keeps its version and its list in step with the rest. */
class PublishedTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(procession-[^<]+)</artifactId>");

    @Test
    void bom_version_isTheProjects() throws IOException {
        assertEquals(first(VERSION, pom("")), first(VERSION, pom("bom")));
    }

    @Test
    void bom_listed_isWhatIsPublished() throws IOException {
        Set<String> published = new TreeSet<>();
        for (String module : all(MODULE, pom(""))) {
            if (pom(module).contains("<maven.deploy.skip>false<")) {
                published.add("procession-" + module);
            }
        }

        assertEquals(published, all(ARTIFACT, pom("bom")));
        assertEquals(Set.of("procession-bom", "procession-core", "procession-cli"), published);
    }

    private static String pom(String module) throws IOException {
        return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern);
        }
        return found.group(1);
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
