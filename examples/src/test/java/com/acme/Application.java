package com.acme;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerCrashedException;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    Procession procession() {
        return Procession.builder().closeTimeout(Duration.ofSeconds(40)).build();
    }

    @Bean
    ProcessPool workers(Procession procession) {
        return procession.pool(PoolOptions.defaults().withWorkers(2).withMaxHeap(256 << 20));
    }

    @RestController
    static class Web {
        private final ProcessPool pool;

        Web(ProcessPool pool) {
            this.pool = pool.with(TaskOptions.defaults().withTimeout(Duration.ofSeconds(10)));
        }

        @GetMapping("/reverse/{text}")
        String reverse(@PathVariable("text") String text) {
            return pool.apply(Web::slowly, text); // a method reference, or a lambda that captures plain values
        }

        private static String slowly(String text) {
            if (text.equals("crash")) {
                Runtime.getRuntime().halt(3);
            }
            return new StringBuilder(text).reverse().toString();
        }

        @ExceptionHandler
        ResponseEntity<String> crashed(WorkerCrashedException e) {
            return ResponseEntity.status(422).body(e.exitStatus().toString());
        }
    }
}
