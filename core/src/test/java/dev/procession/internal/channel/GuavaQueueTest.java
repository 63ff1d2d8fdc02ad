package dev.procession.internal.channel;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionToStringTester;
import dev.procession.testkit.Deadline;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of {@link Queue}, written without knowledge of this queue. */
@Deadline(seconds = 120)
@SuppressWarnings("JdkObsolete") // they are JUnit 3 tests
class GuavaQueueTest {

    @TestFactory
    Stream<DynamicNode> queue() {
        return suite("queue", () -> HeapQueues.queue(1000));
    }

    @TestFactory
    Stream<DynamicNode> joinableQueue() {
        return suite("joinable queue", () -> HeapQueues.joinable(1000));
    }

    @TestFactory
    Stream<DynamicNode> queueOnTheRing() {
        return suite("queue on the ring", () -> new SimulatedQueues(100, false).plain(1));
    }

    @TestFactory
    Stream<DynamicNode> joinableQueueOnTheRing() {
        return suite("joinable queue on the ring", () -> new SimulatedQueues(100, true).plain(1));
    }

    private static Stream<DynamicNode> suite(String name, Supplier<Queue<String>> queues) {
        TestSuite suite = QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        Queue<String> queue = queues.get();
                        Collections.addAll(queue, elements);
                        return queue;
                    }
                })
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .suppressing(toStringTests())
                .createTestSuite();
        return nodes(suite);
    }

    /** Our toString is cheap and does not list the elements. */
    private static Collection<Method> toStringTests() {
        return List.of(CollectionToStringTester.class.getMethods());
    }

    private static Stream<DynamicNode> nodes(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(GuavaQueueTest::node);
    }

    private static DynamicNode node(Test test) {
        return test instanceof TestSuite suite
                ? DynamicContainer.dynamicContainer(suite.getName(), nodes(suite))
                : DynamicTest.dynamicTest(test.toString(), ((TestCase) test)::runBare);
    }
}
