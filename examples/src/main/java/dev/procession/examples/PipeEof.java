package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import dev.procession.process.ChildProcess;
import java.io.EOFException;

/**
 * A pipe to a child and back, and its end: the child reads until nobody is left who could send. The parent has
 * nothing to close but the end it used; when it dies instead, or the child
 * does, the other side gets its end of file all the same.
 */
public final class PipeEof {
    private static final int NUMBERS = 5;

    private PipeEof() {}

    /** Runs the example. */
    public static void main(String[] args) throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<Integer> pipe = px.pipe();
            Connection<Integer> theirs = pipe.right();
            ChildProcess child = px.start(() -> {
                int sum = 0;
                try {
                    while (true) {
                        int number = theirs.recv();
                        sum += number;
                        theirs.send(number * number);
                    }
                } catch (EOFException e) {
                    System.out.println("child: end of file, sum " + sum);
                }
            });
            Connection<Integer> ours = pipe.left();
            for (int number = 1; number <= NUMBERS; number++) {
                ours.send(number);
                Expect.that("square of " + number, number * number, ours.recv());
            }
            ours.close();
            child.join();
            Expect.that("exit code of the child", 0, child.exitCode().getAsInt());

            Pipe<String> second = px.simplexPipe();
            Connection<String> talker = second.right();
            ChildProcess victim = px.start(() -> {
                talker.send("before the kill");
                Thread.sleep(Long.MAX_VALUE);
            });
            Expect.that("received", "before the kill", second.left().recv());
            victim.kill();
            try {
                throw new IllegalStateException(
                        "a killed child sent " + second.left().recv());
            } catch (EOFException e) {
                System.out.println("parent: end of file, the child was killed");
            }
        }
    }
}
