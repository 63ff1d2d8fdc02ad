package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The application of the page about Spring Boot in a JVM of its own, asked to end while a request runs in a worker.
 */
class SpringBootTest {
    private static final Path SOURCE = Path.of("src/test/java/com/acme/Application.java");

    @TempDir
    private Path files;

    private static Page page() {
        return new Page(Page.DOCS.resolve("how-to/spring-boot.md"));
    }

    private static HttpRequest get(String base, String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).build();
    }

    private CompletableFuture<HttpResponse<String>> waiting(HttpClient client, String base) {
        var response = client.sendAsync(get(base, "/wait?files=" + files), HttpResponse.BodyHandlers.ofString());
        Await.until("the request to be in a worker", () -> Files.exists(files.resolve("begun")));
        return response;
    }

    @Test
    void page_code_isTheApplication() throws Exception {
        List<String> code = page().blocks().stream()
                .filter(block -> block.kind().equals("java"))
                .findFirst()
                .orElseThrow()
                .lines();

        assertEquals(Files.readAllLines(SOURCE), code);
    }

    /** SIGTERM as a supervisor sends it, and Ctrl-C, which a terminal sends to the workers, too. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void signal_requestInFlight_isAnswered(String signal, int status) throws Exception {
        try (JavaProcess server = JavaProcess.running(SpringProgram.class).start();
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + server.awaitLine("PORT ");
            assertPageSays(client, base);
            var response = waiting(client, base);
            List<ProcessHandle> workers = server.descendants();

            if (signal.equals("INT")) {
                // Not those that end by themselves, as one that trains the cache does.
                workers.stream().filter(ProcessHandle::isAlive).forEach(worker -> Signals.send(worker.pid(), signal));
            }
            Signals.send(server.pid(), signal);
            server.awaitLine("STOPPING ");
            Files.createFile(files.resolve("go"));

            assertEquals(200, response.get().statusCode());
            String body = response.get().body();
            assertEquals(
                    1,
                    workers.stream()
                            .filter(worker -> body.equals("answered by " + worker.pid()))
                            .count(),
                    body);
            assertEquals(status, server.awaitExit());
            // The JDK says this of itself when its logger is not ready for the signal's thread.
            assertEquals(
                    List.of(),
                    server.stderr()
                            .lines()
                            .filter(line -> !line.startsWith("Runtime.exit("))
                            .toList());
            assertEquals(
                    List.of(), workers.stream().filter(ProcessHandle::isAlive).toList());
        }
    }

    /** What the page types, and what it shows for it. */
    private static void assertPageSays(HttpClient client, String base) throws Exception {
        List<String> typed = page().blocks().stream()
                .filter(block -> block.lines().getFirst().startsWith("$ curl"))
                .findFirst()
                .orElseThrow()
                .lines();
        for (int i = 0; i < typed.size(); i += 2) {
            String path = typed.get(i).replaceFirst(".*localhost:8080", "");
            var response = client.send(get(base, path), HttpResponse.BodyHandlers.ofString());
            assertEquals(typed.get(i + 1), response.body());
            assertEquals(path.endsWith("/crash") ? 422 : 200, response.statusCode());
        }
    }
}
