package dev.procession.cli.function;

/** An error shown in the text it is about: the line, and a caret under the place. */
final class Excerpt {
    private Excerpt() {}

    /**
     * Renders as the JDK's compiler does.
     *
     * @param name what the text is called
     * @param offset where in {@code text}; beyond its end means just after the last character that is not blank
     * @param message what is wrong, possibly several lines
     */
    static String render(String name, String text, long offset, String message) {
        int end = text.stripTrailing().length();
        int at = (int) Math.max(0, Math.min(offset, end));
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        int lineEnd = text.indexOf('\n', at);
        String line =
                text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd).stripTrailing();
        int lineNumber = 1;
        for (int i = 0; i < lineStart; i++) {
            lineNumber += text.charAt(i) == '\n' ? 1 : 0;
        }
        StringBuilder out = new StringBuilder();
        int firstBreak = message.indexOf('\n');
        String headline = firstBreak < 0 ? message : message.substring(0, firstBreak);
        out.append(name).append(':').append(lineNumber).append(": error: ").append(headline);
        out.append('\n').append(line).append('\n');
        for (int i = lineStart; i < at; i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                out.append('\t'); // A tab under a tab is as wide, whatever the terminal's stops.
            } else if (!Character.isLowSurrogate(c)) {
                out.append(' ');
            }
        }
        out.append('^');
        return firstBreak < 0
                ? out.toString()
                : out.append(message, firstBreak, message.length()).toString();
    }
}
