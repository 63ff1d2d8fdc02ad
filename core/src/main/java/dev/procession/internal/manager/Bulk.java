package dev.procession.internal.manager;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Test;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of the user's over all elements of a collection. */
final class Bulk {
    private Bulk() {}

    /** Which elements pass, in their order. */
    static boolean[] test(ManagerServer server, Call call, Collection<Value> elements) throws Exception {
        Test<@Nullable Object> test = call.getPresent("test");
        boolean[] passed = new boolean[elements.size()];
        int at = 0;
        for (Value element : elements) {
            passed[at++] = test.call(server.decode(element));
        }
        return passed;
    }

    static void filter(ManagerServer server, Call call, Collection<Value> elements) throws Exception {
        boolean[] passed = test(server, call, elements);
        List<Value> found = new ArrayList<>();
        int at = 0;
        for (Value element : elements) {
            if (passed[at++]) {
                found.add(element);
            }
        }
        putAll(call, found);
    }

    static void transform(ManagerServer server, Call call, Collection<Value> elements) throws Exception {
        Fn<@Nullable Object, @Nullable Object> function = call.getPresent("function");
        call.answer().putInt(elements.size());
        for (Value element : elements) {
            call.answer().putObject(function.call(server.decode(element)));
        }
    }

    static void reduce(ManagerServer server, Call call, Collection<Value> elements) throws Exception {
        Fn2<@Nullable Object, @Nullable Object, @Nullable Object> function = call.getPresent("function");
        Object result = call.getObject();
        for (Value element : elements) {
            result = function.call(result, server.decode(element));
        }
        call.answer().putObject(result);
    }

    static void putAll(Call call, Collection<Value> values) {
        call.answer().putInt(values.size());
        values.forEach(call.answer()::putValue);
    }
}
