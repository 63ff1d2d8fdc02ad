package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web server whose requests are answered by a pool, and that shuts down as Spring's does
 * ({@code server.shutdown=graceful}): a shutdown hook ends the server, which lets
 * requests in flight finish, then closes the pool, then the session.
 */
@Tag("process")
class GracefulServerTest {
    private static final int PATIENCE_SECONDS = 30;

    /** The server; its arguments are a directory for the session and one for files. */
    @SuppressWarnings("SystemOut") // what it prints is looked at
    static final class Server {
        private Server() {}

        public static void main(String[] args) throws Exception {
            Procession px = Procession.builder().directory(Path.of(args[0])).build();
            ProcessPool pool = px.pool(1);
            String files = args[1];
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> {
                byte[] answer = pool.<String, String>apply(
                                path -> {
                                    Files.createFile(Path.of(path, "begun"));
                                    while (Files.notExists(Path.of(path, "go"))) {
                                        Thread.sleep(5);
                                    }
                                    return "answered";
                                },
                                files)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                System.out.println("STOPPING");
                                server.stop(PATIENCE_SECONDS);
                                pool.close();
                                px.close();
                                System.out.println("STOPPED");
                            },
                            "the server's hook"));
            server.start();
            System.out.println("PORT " + server.getAddress().getPort());
        }
    }

    @Test
    void term_requestInFlight_isAnswered(@TempDir Path directory) throws Exception {
        Path sessions = Files.createDirectory(directory.resolve("sessions"));
        Path files = Files.createDirectory(directory.resolve("files"));
        try (JavaProcess server = JavaProcess.running(Server.class, sessions.toString(), files.toString())
                        .start();
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.awaitLine("PORT ") + "/");
            CompletableFuture<HttpResponse<String>> response =
                    client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            Await.until("the request to be in a worker", () -> Files.exists(files.resolve("begun")));

            Signals.send(server.pid(), "TERM");
            server.awaitLine("STOPPING");
            Files.createFile(files.resolve("go"));

            assertEquals("answered", response.get().body());
            server.awaitLine("STOPPED");
            assertEquals(143, server.awaitExit());
            assertEquals("", server.stderr());
            try (var left = Files.list(sessions)) {
                assertEquals(0, left.count());
            }
        }
    }
}
