package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * Documents of strangers, parsed by Apache PDFBox in worker processes. One is cut off, one is no document; and two
 * do what no exception handler survives: one ends its process, as native code that crashes does, one takes forever.
 * Each costs its own result and nothing else.
 *
 * <p>With an argument, parses all files in that directory instead of those it makes.
 */
public final class CrashProofParse {
    private static final Logger PDFBOX = Logger.getLogger("org.apache.pdfbox");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private CrashProofParse() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        quieten();
        if (args.length > 0) {
            parse(Path.of(args[0]));
            return;
        }
        Path directory = Files.createTempDirectory("documents");
        try {
            make(directory);
            parse(directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void parse(Path directory) throws IOException {
        List<String> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.map(Path::toString).sorted().toList();
        }
        PoolOptions small =
                PoolOptions.defaults().withWorkers(2).withMaxHeap(128 << 20).withInitializer(CrashProofParse::quieten);
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(small);
                Stream<TaskOutcome<String, String>> outcomes = pool.with(
                                TaskOptions.defaults().withTimeout(LIMIT))
                        .imapOutcomes(CrashProofParse::words, files)) {
            outcomes.forEach(CrashProofParse::print);
        }
    }

    /**
     * What PDFBox has to say of fonts is of no interest here. The logger must be kept, or its level is forgotten with
     * it.
     */
    private static void quieten() {
        PDFBOX.setLevel(Level.OFF);
        System.setProperty("pdfbox.fontcache", System.getProperty("java.io.tmpdir"));
    }

    private static void print(TaskOutcome<String, String> outcome) {
        String what = switch (outcome.failure()) {
            case null -> String.valueOf(outcome.value());
            case WorkerCrashedException crash ->
                "worker ended, exit status " + crash.exitStatus().code();
            case TaskTimeoutException timeout ->
                "took more than " + timeout.timeout().toSeconds() + " s";
            case Throwable failure -> "no document: " + failure.getClass().getSimpleName();
        };
        System.out.println(Path.of(outcome.input()).getFileName() + ": " + what);
    }

    /** Runs in a worker. */
    private static String words(String file) throws IOException {
        try (PDDocument document = Loader.loadPDF(Path.of(file).toFile())) {
            String text = new PDFTextStripper().getText(document).strip();
            if (text.startsWith("crash")) {
                Runtime.getRuntime().halt(139);
            }
            while (text.startsWith("for ever")) {
                Thread.onSpinWait();
            }
            return document.getNumberOfPages() + " pages, " + text.split("\\s+").length + " words";
        }
    }

    private static void make(Path directory) throws IOException {
        for (int i = 1; i <= 3; i++) {
            write(directory.resolve("letter-" + i + ".pdf"), i, "dear reader of letter " + i);
        }
        write(directory.resolve("malicious-1.pdf"), 1, "crash");
        write(directory.resolve("malicious-2.pdf"), 1, "for ever");
        Path whole = directory.resolve("letter-1.pdf");
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(directory.resolve("cut-off.pdf"), Arrays.copyOf(bytes, 100));
        Files.writeString(directory.resolve("no-document.pdf"), "this is no document");
    }

    private static void write(Path file, int pages, String text) throws IOException {
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                    content.newLineAtOffset(72, 700);
                    content.showText(text);
                    content.endText();
                }
            }
            document.save(file.toFile());
        }
    }
}
