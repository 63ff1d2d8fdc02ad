package dev.procession.internal.codec;

import dev.procession.codec.Reducer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the instances of one class are encoded: a tag, and what that tag's encoding needs to know of the class. */
final class ClassPlan {

    /** The tag of classes outside the fast set. */
    static final int NOT_FAST = -1;

    final int tag;
    private final @Nullable Object detail;

    private ClassPlan(int tag, @Nullable Object detail) {
        this.tag = tag;
        this.detail = detail;
    }

    RecordPlan recordPlan() {
        return (RecordPlan) Objects.requireNonNull(detail);
    }

    LambdaPlan lambdaPlan() {
        return (LambdaPlan) Objects.requireNonNull(detail);
    }

    ImplicitClass compactClass() {
        return (ImplicitClass) Objects.requireNonNull(detail);
    }

    /** The value that travels in place of one of a {@link Tags#REDUCED} class. */
    @SuppressWarnings("unchecked") // the plan was made because the reducer's type is a supertype of the value's class
    Serializable reduce(Object value) {
        Reducer<Object> reducer = (Reducer<Object>) Objects.requireNonNull(detail);
        return Objects.requireNonNull(reducer.reduce(value), "the reducer's surrogate");
    }

    /**
     * Plans by class. One cache per codec, because reducers differ.
     *
     * <p>Thread safety: any thread.
     */
    static final class Cache extends ClassCache<ClassPlan> {
        private final List<Reducer<?>> reducers;

        Cache(List<Reducer<?>> reducers) {
            this.reducers = reducers;
        }

        @Override
        protected ClassPlan compute(Class<?> type) {
            for (int i = 0; i < reducers.size(); i++) {
                if (reducers.get(i).type().isAssignableFrom(type)) {
                    return new ClassPlan(Tags.REDUCED, reducers.get(i));
                }
            }
            return planOf(type);
        }

        private static ClassPlan planOf(Class<?> type) {
            int tag = type.getClassLoader() == null ? Tags.ofJdkClass(type.getName()) : -1;
            if (tag >= 0) {
                return new ClassPlan(tag, null);
            }
            if (type.isArray()) {
                return new ClassPlan(Tags.TYPED_ARRAY, null);
            }
            Class<?> parent = type.getSuperclass();
            if (type.isEnum() || (parent != null && parent.isEnum())) {
                return new ClassPlan(Tags.ENUM, null);
            }
            if (type.isRecord()) {
                RecordPlan plan = RecordPlan.of(type);
                return plan == null ? new ClassPlan(NOT_FAST, null) : new ClassPlan(Tags.RECORD, plan);
            }
            if (LambdaClasses.isLambda(type)) {
                LambdaPlan plan = LambdaPlan.of(type);
                return plan == null ? new ClassPlan(NOT_FAST, null) : new ClassPlan(Tags.LAMBDA, plan);
            }
            if (Path.class.isAssignableFrom(type) && !Serializable.class.isAssignableFrom(type)) {
                return new ClassPlan(Tags.PATH, null);
            }
            ImplicitClass compact = ImplicitClass.of(type);
            return compact == null ? new ClassPlan(NOT_FAST, null) : new ClassPlan(Tags.COMPACT, compact);
        }
    }
}
