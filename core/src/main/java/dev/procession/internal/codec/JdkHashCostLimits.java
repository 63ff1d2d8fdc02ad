package dev.procession.internal.codec;

import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As {@link DecodeLimits}, for JDK serialization: that hashes keys by itself, as it reads them, so the weights of all
 * collections and records are summed up, keys or not. Each is weighed when it is complete, and before its container is.
 * Objects of other classes count as one: the cost of their {@code hashCode} is not known.
 *
 * <p>Thread safety: none; one per root.
 */
final class JdkHashCostLimits {

    private static final long OPEN = Long.MAX_VALUE;

    private final IdentityHashMap<Object, Long> weights = new IdentityHashMap<>();
    /**
     * Objects met inside of others before they were read: made by the constructor of a record, or else not complete,
     * and so part of a cycle.
     */
    private final Set<Object> unread = Collections.newSetFromMap(new IdentityHashMap<>());

    private final long budget;
    private long spent;

    JdkHashCostLimits(long frameBytes) {
        budget = DecodeLimits.budget(frameBytes);
    }

    /**
     * Returns if the value, which has been read, is none that would take forever to handle.
     *
     * @throws dev.procession.codec.CodecException if it would
     */
    void check(Object value) {
        if (value instanceof Number) {
            DecodeLimits.check(value);
        } else if (isWeighed(value)) {
            if (unread.contains(value)) {
                throw DecodeLimits.tooHeavy(OPEN, budget);
            }
            spent += weigh(value);
            if (spent > budget) {
                throw DecodeLimits.tooHeavy(spent, budget);
            }
        }
    }

    private static boolean isWeighed(Object value) {
        Class<?> type = value.getClass();
        return type.isRecord()
                || (type.getClassLoader() == null
                        && (value instanceof Collection<?>
                                || value instanceof Map<?, ?>
                                || value instanceof Map.Entry<?, ?>
                                || value instanceof Optional<?>));
    }

    /** Whether there is one such object, which may come again and again. */
    private static boolean isConstant(Object value) {
        String name = value.getClass().getName();
        return name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.Collections$Empty")
                || value instanceof Optional<?>;
    }

    private long weigh(Object value) {
        weights.put(value, OPEN);
        long[] sum = {1};
        try {
            switch (value) {
                case Collection<?> collection -> {
                    expect(collection.size());
                    collection.forEach(part -> add(part, sum));
                }
                case Map<?, ?> map -> {
                    expect(map.size());
                    map.forEach((key, mapped) -> {
                        add(key, sum);
                        add(mapped, sum);
                    });
                }
                case Map.Entry<?, ?> entry -> {
                    add(entry.getKey(), sum);
                    add(entry.getValue(), sum);
                }
                case Optional<?> optional -> add(optional.orElse(null), sum);
                default -> addComponents(value, sum);
            }
        } catch (IndexOutOfBoundsException | NullPointerException | ConcurrentModificationException e) {
            throw DecodeLimits.tooHeavy(OPEN, budget); // it is half read, and so contains itself
        }
        weights.put(value, sum[0]);
        return sum[0];
    }

    private void addComponents(Object value, long[] sum) {
        RecordPlan plan = RecordPlan.of(value.getClass());
        for (int i = 0; plan != null && i < plan.size(); i++) {
            add(plan.get(value, i), sum);
        }
    }

    /** A collection of a billion times the same is short in a frame. */
    private void expect(int parts) {
        if (parts > budget - spent) {
            throw DecodeLimits.tooHeavy(spent + parts, budget);
        }
    }

    private void add(@Nullable Object part, long[] sum) {
        long weight = 1;
        if (part != null && isWeighed(part)) {
            Long known = weights.get(part);
            if (known == null) {
                if (!isConstant(part)) {
                    unread.add(part);
                }
                known = weigh(part);
            }
            if (known == OPEN) {
                throw DecodeLimits.tooHeavy(OPEN, budget);
            }
            weight = known;
        }
        sum[0] = Math.min(budget + 1, sum[0] + weight);
    }
}
