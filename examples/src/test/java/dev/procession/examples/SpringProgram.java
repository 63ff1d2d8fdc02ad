package dev.procession.examples;

import com.acme.Application;
import dev.procession.pool.ProcessPool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The page's application with a request in addition that runs in a worker until it is told to go on. */
@SuppressWarnings("SystemOut") // the test reads what is printed
final class SpringProgram {
    private SpringProgram() {}

    /** The request, and a line when the application begins to end. */
    @RestController
    static class Waiting {
        private final ProcessPool pool;

        Waiting(ProcessPool pool) {
            this.pool = pool;
        }

        @GetMapping("/wait")
        String untilGo(@RequestParam("files") String files) {
            return pool.apply(Waiting::work, files);
        }

        private static String work(String files) throws Exception {
            Files.createFile(Path.of(files, "begun"));
            while (Files.notExists(Path.of(files, "go"))) {
                Thread.sleep(5);
            }
            return "answered by " + ProcessHandle.current().pid();
        }

        @EventListener
        void closing(ContextClosedEvent event) {
            System.out.println("STOPPING " + event.getApplicationContext().getId());
        }
    }

    /** Runs it. */
    public static void main(String[] args) {
        var spring = new SpringApplication(Application.class, Waiting.class);
        var context = spring.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn");
        System.out.println("PORT " + context.getEnvironment().getRequiredProperty("local.server.port"));
    }
}
