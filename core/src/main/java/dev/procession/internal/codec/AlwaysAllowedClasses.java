package dev.procession.internal.codec;

import java.util.HashSet;
import java.util.Set;

/**
 * The classes that are always decoded: values that run no foreign code when they are made, compared or hashed, and
 * those that the library itself must send. Names, so that a check loads no class.
 *
 * <p>A room that sends a class of its own adds its name here; {@code AlwaysAllowedClassesTest} finds those that are
 * missing.
 */
final class AlwaysAllowedClasses {

    /** The rooms of the library's public types; what can be sent of them are values and exceptions. */
    private static final String[] OWN_PACKAGES = {
        "dev.procession.channel.",
        "dev.procession.codec.",
        "dev.procession.function.",
        "dev.procession.pool.",
        "dev.procession.process.",
        "dev.procession.shared.",
        "dev.procession.sync."
    };

    /**
     * Classes that travel in place of others, and make only what the filter allows for their parts, and an exception.
     */
    private static final String OWN = """
            dev.procession.internal.codec.Rethrow$CallSite
            dev.procession.internal.codec.Surrogates$OptionalState
            dev.procession.internal.codec.Surrogates$NumberState
            dev.procession.internal.codec.Surrogates$PathState
            dev.procession.internal.codec.Surrogates$CompactState
            dev.procession.internal.codec.Surrogates$RecordState
            dev.procession.internal.handle.Handle
            dev.procession.internal.local.ManagerMain
            dev.procession.internal.proxy.ManagerHandle
            dev.procession.internal.proxy.ObjectHandle
            dev.procession.internal.proxy.ManagedPoolFactory
            dev.procession.internal.segment.NoSpaceException
            """;

    /**
     * Values for which the tagged form has no tag. {@code Ser} and {@code CollSer} are what {@code java.time} and
     * {@code List.of} send of themselves.
     */
    private static final String VALUES = """
            boolean byte char short int long float double void
            java.lang.Object java.lang.Number java.lang.Enum java.lang.CharSequence java.lang.Comparable
            java.util.Collection java.util.List java.util.Set java.util.Map java.util.Map$Entry
            java.util.CollSer java.time.Ser
            java.util.EnumMap java.util.EnumSet java.util.EnumSet$SerializationProxy
            java.util.RegularEnumSet java.util.JumboEnumSet
            java.util.Arrays$ArrayList java.util.BitSet java.util.Date java.util.Locale java.io.File java.net.URI
            java.util.AbstractMap$SimpleEntry java.util.AbstractMap$SimpleImmutableEntry
            java.util.Collections$SingletonList java.util.Collections$SingletonSet java.util.Collections$SingletonMap
            java.util.Collections$UnmodifiableCollection java.util.Collections$UnmodifiableList
            java.util.Collections$UnmodifiableRandomAccessList java.util.Collections$UnmodifiableSet
            java.util.Collections$UnmodifiableMap
            java.util.Collections$UnmodifiableSequencedCollection java.util.Collections$UnmodifiableSequencedSet
            java.util.Collections$UnmodifiableSequencedMap
            java.nio.file.Path sun.nio.fs.UnixPath sun.nio.fs.WindowsPath
            java.time.DayOfWeek java.time.Month java.time.temporal.ChronoUnit
            java.util.concurrent.TimeUnit java.math.RoundingMode
            java.lang.reflect.Proxy
            """;

    /** The usual exceptions of the JDK, which hold texts, numbers and other exceptions. */
    private static final String EXCEPTIONS = """
            java.lang.Throwable java.lang.Exception java.lang.RuntimeException java.lang.Error java.lang.StackTraceElement
            java.lang.ArithmeticException java.lang.ArrayIndexOutOfBoundsException java.lang.ArrayStoreException
            java.lang.ClassCastException java.lang.ClassNotFoundException java.lang.CloneNotSupportedException
            java.lang.IllegalAccessException java.lang.IllegalArgumentException java.lang.IllegalCallerException
            java.lang.IllegalMonitorStateException java.lang.IllegalStateException java.lang.IllegalThreadStateException
            java.lang.IndexOutOfBoundsException java.lang.InstantiationException java.lang.InterruptedException
            java.lang.LayerInstantiationException java.lang.MatchException java.lang.NegativeArraySizeException
            java.lang.NoSuchFieldException java.lang.NoSuchMethodException java.lang.NullPointerException
            java.lang.NumberFormatException java.lang.ReflectiveOperationException java.lang.SecurityException
            java.lang.StringIndexOutOfBoundsException java.lang.UnsupportedOperationException
            java.lang.AbstractMethodError java.lang.AssertionError java.lang.BootstrapMethodError
            java.lang.ClassCircularityError java.lang.ClassFormatError java.lang.ExceptionInInitializerError
            java.lang.IllegalAccessError java.lang.IncompatibleClassChangeError java.lang.InstantiationError
            java.lang.InternalError java.lang.LinkageError java.lang.NoClassDefFoundError java.lang.NoSuchFieldError
            java.lang.NoSuchMethodError java.lang.OutOfMemoryError java.lang.StackOverflowError java.lang.UnknownError
            java.lang.UnsatisfiedLinkError java.lang.UnsupportedClassVersionError java.lang.VerifyError
            java.lang.VirtualMachineError
            java.lang.reflect.InvocationTargetException java.lang.reflect.UndeclaredThrowableException
            java.io.CharConversionException java.io.EOFException java.io.FileNotFoundException
            java.io.InterruptedIOException java.io.InvalidClassException java.io.InvalidObjectException
            java.io.IOError java.io.IOException java.io.NotActiveException java.io.NotSerializableException
            java.io.ObjectStreamException java.io.StreamCorruptedException java.io.UncheckedIOException
            java.io.UnsupportedEncodingException java.io.UTFDataFormatException
            java.nio.BufferOverflowException java.nio.BufferUnderflowException java.nio.ReadOnlyBufferException
            java.nio.charset.CharacterCodingException java.nio.charset.MalformedInputException
            java.nio.charset.UnmappableCharacterException java.nio.charset.IllegalCharsetNameException
            java.nio.charset.UnsupportedCharsetException
            java.nio.channels.ClosedChannelException java.nio.channels.AsynchronousCloseException
            java.nio.channels.ClosedByInterruptException
            java.nio.file.AccessDeniedException java.nio.file.AtomicMoveNotSupportedException
            java.nio.file.DirectoryNotEmptyException java.nio.file.FileAlreadyExistsException
            java.nio.file.FileSystemException java.nio.file.FileSystemLoopException java.nio.file.InvalidPathException
            java.nio.file.NoSuchFileException java.nio.file.NotDirectoryException java.nio.file.NotLinkException
            java.net.ConnectException java.net.MalformedURLException java.net.NoRouteToHostException
            java.net.ProtocolException java.net.SocketException java.net.SocketTimeoutException
            java.net.UnknownHostException java.net.URISyntaxException
            java.util.ConcurrentModificationException java.util.DuplicateFormatFlagsException
            java.util.EmptyStackException java.util.IllegalFormatException java.util.InputMismatchException
            java.util.MissingResourceException java.util.NoSuchElementException
            java.util.regex.PatternSyntaxException java.util.zip.DataFormatException java.util.zip.ZipException
            java.util.concurrent.BrokenBarrierException java.util.concurrent.CancellationException
            java.util.concurrent.CompletionException java.util.concurrent.ExecutionException
            java.util.concurrent.RejectedExecutionException java.util.concurrent.TimeoutException
            java.time.DateTimeException java.time.format.DateTimeParseException
            java.time.temporal.UnsupportedTemporalTypeException java.time.zone.ZoneRulesException
            """;

    private static final Set<String> NAMES = new HashSet<>();

    /** Safe as values, and not as the owners of methods that a lambda calls. */
    private static final Set<String> NO_CODE = Set.of("java.lang.Class", "java.lang.reflect.Proxy");

    static {
        for (String names : new String[] {OWN, VALUES, EXCEPTIONS}) {
            for (String name : names.trim().split("\\s+", -1)) {
                NAMES.add(name);
            }
        }
    }

    private AlwaysAllowedClasses() {}

    /** Those that are listed one by one. */
    static Set<String> names() {
        return NAMES;
    }

    /** Whether the class of that binary name, which is no array, may be decoded. */
    static boolean contains(String name) {
        return NAMES.contains(name) || isTagged(name) || isOwn(name);
    }

    /** Whether a method reference may lead into that class. */
    static boolean mayImplement(String name) {
        return name.equals("java.lang.Math") || (contains(name) && !NO_CODE.contains(name));
    }

    /** Whether it is a class of the library whose lambdas may be decoded: those that compose functions. */
    static boolean mayCapture(String name) {
        return isIn(name, "dev.procession.function.");
    }

    private static boolean isTagged(String name) {
        return !name.isEmpty() && Tags.ofJdkClass(name) >= 0;
    }

    private static boolean isOwn(String name) {
        for (String own : OWN_PACKAGES) {
            if (isIn(name, own)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(String name, String packagePrefix) {
        return name.length() > packagePrefix.length()
                && name.startsWith(packagePrefix)
                && name.indexOf('.', packagePrefix.length()) < 0;
    }
}
