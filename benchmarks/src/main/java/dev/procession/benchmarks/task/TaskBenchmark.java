package dev.procession.benchmarks.task;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Unit;
import java.util.List;

/** Tasks that do nothing, and tasks that compute, in pools of two. */
public final class TaskBenchmark {
    private static final int TRIPS = 5_000;
    private static final int PYTHON_TRIPS = 2_000;
    private static final int PP4J_TASKS = 500;
    private static final int PARKED = 40;
    private static final int TASKS = 50_000;
    private static final int PYTHON_TASKS = 20_000;
    private static final int INTS = 1_000_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final int LARGE = 100_000_000;
    private static final int WARM_UP = 5;

    private TaskBenchmark() {}

    /** All shapes, and work for two processors. */
    public static void run(Report report) throws Exception {
        List<Contender> apply = python(Shape.APPLY, PYTHON_TRIPS);
        apply.add(ExecutorTasks.pp4j(Shape.APPLY, PP4J_TASKS));
        apply.add(new OutProcessTasks());
        apply.add(ExecutorTasks.forkJoin(Shape.APPLY, TRIPS));
        apply.add(new OursTasks(Shape.APPLY, TRIPS));
        contest(report, "task-apply", "Pool, round trip of a task that does nothing, one after the other", apply);

        List<Contender> parked = python(Shape.PARKED, PARKED);
        parked.add(new OursTasks(Shape.PARKED, PARKED));
        contest(report, "task-parked", "Pool, the same with 20 ms before each: workers are parked", parked);

        List<Contender> async = python(Shape.ASYNC, PYTHON_TASKS);
        async.add(ExecutorTasks.pp4j(Shape.ASYNC, PP4J_TASKS));
        async.add(ExecutorTasks.forkJoin(Shape.ASYNC, TASKS));
        async.add(new OursTasks(Shape.ASYNC, TASKS));
        contest(report, "task-async", "Pool, a task of many submitted at once", async);

        List<Contender> chunks = python(Shape.CHUNK_1, PYTHON_TASKS);
        chunks.add(new OursTasks(Shape.CHUNK_1, TASKS));
        contest(report, "task-chunk1", "Pool, an element of a map in chunks of one", chunks);

        List<Contender> map = python(Shape.MAP, INTS);
        map.add(ExecutorTasks.forkJoin(Shape.MAP, INTS));
        map.add(new OursTasks(Shape.MAP, INTS));
        contest(report, "task-map", "Pool, an element of a map over 1,000,000 integers, automatic chunks", map);

        List<Contender> medium = python(Shape.BYTES, MEBIBYTE);
        medium.add(ExecutorTasks.pp4j(Shape.BYTES, MEBIBYTE));
        medium.add(new OursTasks(Shape.BYTES, MEBIBYTE));
        contest(report, "task-1m", "Pool, a task with an argument of 1 MiB", medium);

        List<Contender> large = python(Shape.BYTES, LARGE);
        large.add(new OursTasks(Shape.BYTES, LARGE));
        contest(report, "task-100m", "Pool, a task with an argument of 100 MB", large);

        report.add(new Contest("task-cpu", "Pool, work for two processors, in 40 tasks", Unit.OF_THE_IDEAL)
                .run(List.of(new Spins(false), new Spins(true))));
    }

    private static List<Contender> python(Shape shape, int count) throws Exception {
        return Python.peer("Python Pool", TaskBenchmark.class, "tasks.py", shape.peer(), count);
    }

    private static void contest(Report report, String id, String title, List<Contender> contenders) throws Exception {
        report.add(new Contest(id, title, Unit.MICROSECONDS).withWarmUp(WARM_UP).run(contenders));
    }
}
