package dev.procession.internal.manager;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.SerializablePredicate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of the user's over all elements of a collection. */
final class BulkOperations {
    private BulkOperations() {}

    /** Which elements pass, in their order. */
    static boolean[] test(ObjectHost host, Invocation invocation, Collection<EncodedValue> elements) throws Exception {
        SerializablePredicate<@Nullable Object> test = invocation.getPresent("test");
        boolean[] passed = new boolean[elements.size()];
        int at = 0;
        for (EncodedValue element : elements) {
            passed[at++] = test.call(host.decode(element));
        }
        return passed;
    }

    static void filter(ObjectHost host, Invocation invocation, Collection<EncodedValue> elements) throws Exception {
        boolean[] passed = test(host, invocation, elements);
        List<EncodedValue> found = new ArrayList<>();
        int at = 0;
        for (EncodedValue element : elements) {
            if (passed[at++]) {
                found.add(element);
            }
        }
        putAll(invocation, found);
    }

    static void transform(ObjectHost host, Invocation invocation, Collection<EncodedValue> elements) throws Exception {
        Fn<@Nullable Object, @Nullable Object> function = invocation.getPresent("function");
        invocation.answer().putInt(elements.size());
        for (EncodedValue element : elements) {
            invocation.answer().putObject(function.call(host.decode(element)));
        }
    }

    static void reduce(ObjectHost host, Invocation invocation, Collection<EncodedValue> elements) throws Exception {
        Fn2<@Nullable Object, @Nullable Object, @Nullable Object> function = invocation.getPresent("function");
        Object result = invocation.getObject();
        for (EncodedValue element : elements) {
            result = function.call(result, host.decode(element));
        }
        invocation.answer().putObject(result);
    }

    static void putAll(Invocation invocation, Collection<EncodedValue> values) {
        invocation.answer().putInt(values.size());
        values.forEach(invocation.answer()::putValue);
    }
}
