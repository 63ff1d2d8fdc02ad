package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.codec.CodecException;
import dev.procession.pool.PoolOptions;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedMap;
import dev.procession.shared.SharedPool;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manager in a session that allows some classes: what it decodes is allowed, and nothing else is. */
@Tag("process")
class StrictManagerTest {
    private static final String HERE = "dev.procession.manager.StrictManagerTest";

    /** Allowed. */
    record Order(int number) implements Serializable {}

    /** Not allowed. */
    record Stranger(int number) implements Serializable {}

    /** Allowed. */
    public interface Shop {
        /** How much an order costs. */
        int price(Object order);
    }

    /** Not allowed; its lambdas are not either. */
    static final class Elsewhere {
        private Elsewhere() {}

        static Integer add(SharedMap<String, Integer> map) {
            return map.merge("n", 1, (before, more) -> before + more);
        }

        static Comparator<String> order() {
            return (Comparator<String> & Serializable) (one, other) -> other.compareTo(one);
        }
    }

    private static void refused(String named, org.junit.jupiter.api.function.Executable call) {
        CodecException e = assertThrows(CodecException.class, call);
        assertTrue(String.valueOf(e.getMessage()).contains(named), e.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void calls_whatIsNotAllowed_failAndChangeNothing(boolean inParent) {
        try (Procession px = Procession.builder()
                        .allow(HERE, HERE + "$Order", HERE + "$Shop")
                        .build();
                Manager manager = px.manager(ManagerOptions.defaults().withInParent(inParent))) {
            SharedMap<Object, Object> map = manager.map();
            map.put(new Order(1), new Order(2));
            assertEquals(new Order(2), map.get(new Order(1)));
            refused("Stranger", () -> map.put(new Stranger(1), "x"));
            assertEquals(1, map.size());

            SharedMap<String, Integer> counts = manager.map();
            counts.put("n", 1);
            assertEquals(2, counts.merge("n", 1, Integer::sum));
            assertEquals(4, counts.merge("n", 2, (before, more) -> before + more));
            refused("Elsewhere", () -> Elsewhere.add(counts));
            assertEquals(4, counts.get("n"));

            refused("Elsewhere", () -> manager.navigableMap(Elsewhere.order()));

            Shop shop = manager.proxy(Shop.class, () -> order -> ((Order) order).number());
            assertEquals(7, shop.price(new Order(7)));
            refused("Stranger", () -> shop.price(new Stranger(7)));

            // A value is not decoded by the server, but by its receiver.
            map.put("later", new Stranger(3));
            refused("Stranger", () -> map.get("later"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void references_ofEveryKind_travel(boolean inParent) {
        try (Procession px = Procession.builder().allow(HERE).build();
                Manager manager = px.manager(ManagerOptions.defaults().withInParent(inParent));
                var pool = px.pool(1)) {
            SharedMap<String, Object> map = manager.map();
            map.put("list", manager.<Integer>list());
            map.put("manager", manager);
            int size = pool.apply(
                    name -> {
                        Manager same = (Manager) map.get("manager");
                        same.<String, Object>map(name).put("list", map.get("list"));
                        return same.<String, List<?>>map(name).get("list").size();
                    },
                    "named");
            assertEquals(0, size);
            SharedPool shared = manager.pool(PoolOptions.defaults().withWorkers(1));
            Integer result = shared.apply(number -> number + 1, 41);
            assertEquals(42, result);
        }
    }
}
