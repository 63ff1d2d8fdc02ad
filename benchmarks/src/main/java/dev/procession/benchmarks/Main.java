package dev.procession.benchmarks;

import java.util.List;

/** Runs the benchmarks named on the command line, or lists them. */
public final class Main {
    private Main() {}

    /** Runs {@code args}; exits with 2 when there is no such benchmark. */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.out.println(
                    "startup   a pool's start to its first result, beside Python's spawn pool and a plain JVM");
            System.out.println("tasks     round trips and throughput of tasks, beside Python's Pool");
            System.out.println("queues    elements per second from one process to another, beside Python and Agrona");
            System.out.println("rings     raw records per second from one JVM to another, beside Agrona");
            System.out.println("locks     lock and unlock, and the round trips of a pipe, beside Python");
            System.out.println("codec     an element through a queue and out again, beside JDK serialization");
            System.out.println("depth     a queue with one element to ten million in it");
            System.out.println("fan       a queue with one to eight producers and consumers");
            System.out.println(
                    "queued    what a task costs a pool's parent with one to ten million queued (run it with memory)");
            System.out.println("workers   what a task costs a pool's parent with one to 64 workers");
            System.out.println(
                    "manager   calls of a manager's objects, by one to eight clients, beside Python's Manager");
            System.out.println("clients   the last part of that alone");
            System.out.println("idle      what a consumer costs that is blocked for a minute");
            return;
        }
        System.out.println(Machine.describe());
        for (String name : List.of(args)) {
            switch (name) {
                case "startup" -> StartupBenchmark.run();
                case "tasks" -> TaskBenchmark.run();
                case "queues" -> QueueBenchmark.queues();
                case "rings" -> QueueBenchmark.rings();
                case "locks" -> QueueBenchmark.locks();
                case "codec" -> CodecBenchmark.run();
                case "depth" -> GrowthBenchmark.depth();
                case "fan" -> GrowthBenchmark.fan();
                case "queued" -> PoolGrowthBenchmark.queued();
                case "workers" -> PoolGrowthBenchmark.workers();
                case "manager" -> ManagerBenchmark.run();
                case "clients" -> ManagerBenchmark.clients();
                case "idle" -> IdleBenchmark.run();
                default -> {
                    System.err.println("no benchmark named " + name + "; without arguments, they are listed");
                    System.exit(2);
                }
            }
        }
    }
}
