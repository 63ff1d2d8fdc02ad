package dev.procession.internal.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * How the JVM and its launcher split text into options. There are two grammars: that of the variables, where quotes
 * keep white space and nothing escapes anything, and that of {@code java @file}, with comments, escapes within
 * quotes, and lines that go on.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html">java: JDK_JAVA_OPTIONS,
 *     argument files</a>
 */
final class OptionText {
    private OptionText() {}

    /**
     * The options in the value of {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS} or {@code _JAVA_OPTIONS}, and
     * in a file that {@code -XX:VMOptionsFile} names. A quote that is not closed, with which no JVM starts, goes to
     * the end.
     */
    static List<String> ofVariable(String text) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        boolean isOption = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    option.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                isOption = true;
            } else if (isSpace(c)) {
                if (isOption) {
                    options.add(option.toString());
                    option.setLength(0);
                    isOption = false;
                }
            } else {
                option.append(c);
                isOption = true;
            }
        }
        if (isOption) {
            options.add(option.toString());
        }
        return options;
    }

    /**
     * The options in a file that {@code -XX:Flags} names, which has {@code +UseSerialGC} for
     * {@code -XX:+UseSerialGC}, and comments.
     */
    static List<String> ofFlagsFile(String text) {
        StringBuilder plain = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            boolean isComment = text.charAt(i) == '#' && (i == 0 || isSpace(text.charAt(i - 1)));
            i = isComment ? lineEnd(text, i) : i;
            if (i < text.length()) {
                plain.append(text.charAt(i++));
            }
        }
        List<String> options = new ArrayList<>();
        for (String flag : ofVariable(plain.toString())) {
            options.add("-XX:" + flag);
        }
        return options;
    }

    /** The value of a variable that {@link #ofVariable} takes for these options. */
    static String toVariable(List<String> options) {
        StringBuilder text = new StringBuilder();
        for (String option : options) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            appendQuoted(text, option);
        }
        return text.toString();
    }

    /** In quotes where it has to be: in those that are not in it, or each of one kind in those of the other. */
    private static void appendQuoted(StringBuilder text, String option) {
        boolean isPlain = !option.isEmpty();
        for (int i = 0; i < option.length(); i++) {
            char c = option.charAt(i);
            isPlain &= !isSpace(c) && c != '"' && c != '\'';
        }
        if (isPlain) {
            text.append(option);
        } else if (option.indexOf('"') >= 0 && option.indexOf('\'') < 0) {
            text.append('\'').append(option).append('\'');
        } else {
            text.append('"').append(option.replace("\"", "\"'\"'\"")).append('"');
        }
    }

    /**
     * The arguments in the text of a file given as {@code java @file}. Like the launcher, this drops what stands
     * before a {@code #} in the same argument, back to the last quote, and an empty argument at the end of the file.
     */
    static List<String> ofArgumentFile(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        boolean isArgument = false;
        int run = 0;
        char quote = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            boolean isLineEnd = c == '\n' || c == '\r';
            if (quote != 0 && c == '\\') {
                isArgument = i < text.length();
                i = escape(text, i, argument);
            } else if (quote != 0 && c == quote) {
                quote = 0;
                run = argument.length();
            } else if (quote != 0 && !isLineEnd) {
                argument.append(c);
            } else if (c == '#') {
                argument.setLength(run);
                isArgument = false;
                i = lineEnd(text, i);
            } else if (isFileSpace(c)) {
                if (isArgument) {
                    arguments.add(argument.toString());
                    argument.setLength(0);
                    run = 0;
                }
                isArgument = false;
                quote = 0;
            } else {
                isArgument = true;
                if (c == '"' || c == '\'') {
                    quote = c;
                } else {
                    argument.append(c);
                }
            }
        }
        if (isArgument && !argument.isEmpty()) {
            arguments.add(argument.toString());
        }
        return arguments;
    }

    /**
     * Reads what follows a backslash within quotes, at {@code i}; returns where to go on. A line end is left out with
     * the white space after it.
     */
    private static int escape(String text, int i, StringBuilder argument) {
        if (i == text.length()) {
            return i;
        }
        char c = text.charAt(i);
        int next = i + 1;
        switch (c) {
            case 'n' -> argument.append('\n');
            case 'r' -> argument.append('\r');
            case 't' -> argument.append('\t');
            case 'f' -> argument.append('\f');
            case '\n', '\r' -> {
                while (next < text.length() && isFileSpace(text.charAt(next))) {
                    next++;
                }
            }
            default -> argument.append(c);
        }
        return next;
    }

    private static int lineEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    /** As isspace() in C. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isFileSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }
}
