package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the documentation among themselves: links that lead somewhere, translations with the same code. */
class PagesTest {
    private static final Path ROOT = Page.DOCS.resolve("..").normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

    /** Where a run of the benchmarks writes its page and its plot. */
    private static final Path MEASURED = ROOT.resolve("docs/benchmarks");

    private static List<Page> pages() throws Exception {
        List<Page> pages = new ArrayList<>(Page.under(Page.DOCS));
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::new)
                    .forEach(pages::add);
        }
        return pages;
    }

    @Test
    void readme_inChinese_hasTheSameCode() throws Exception {
        assertEquals(
                new Page(ROOT.resolve("README.md")).codeAndOutput(),
                new Page(ROOT.resolve("README.zh-CN.md")).codeAndOutput());
    }

    @Test
    void links_all_leadSomewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Page page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page.file()));
            while (link.find()) {
                if (!link.group(1).contains("://")) {
                    links++;
                    if (!leads(page.file(), link.group(1))) {
                        broken.add(page + ": " + link.group(1));
                    }
                }
            }
        }
        assertTrue(links > 50, "links: " + links);
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Path from, String link) throws Exception {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        if (target.startsWith(MEASURED)) {
            return true;
        }
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) throws Exception {
        List<String> anchors = new ArrayList<>();
        String text = Files.readString(page);
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        Matcher anchor = ANCHOR.matcher(text);
        while (anchor.find()) {
            anchors.add(anchor.group(1));
        }
        return anchors;
    }
}
