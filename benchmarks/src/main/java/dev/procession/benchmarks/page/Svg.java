package dev.procession.benchmarks.page;

import java.util.Locale;

/**
 * A drawing as text. By hand, because libraries measure fonts with AWT, which many machines' JDKs cannot, or have one
 * set of colours (decision 0050): here the viewer sets the text, and colours follow the reader's light or dark page.
 */
final class Svg {
    /** Of the series, in their order; the last is ours. */
    static final int COLOURS = 5;

    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, sans-serif; fill: #24292f }
            .title { font-weight: 600; font-size: 15px }
            .small { font-size: 11px; fill: #57606a }
            .grid { stroke: #d0d7de; stroke-width: 1 }
            .range { stroke: #57606a; stroke-width: 1.5 }
            .s0 { fill: #8c959f; stroke: #8c959f } .s1 { fill: #bf8700; stroke: #bf8700 } .s2 { fill: #8250df; stroke: #8250df }
            .s3 { fill: #1a7f37; stroke: #1a7f37 } .ours { fill: #0969da; stroke: #0969da }
            polyline { fill: none !important; stroke-width: 2.5 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d } .range { stroke: #9198a1 }
            .ours { fill: #4493f8; stroke: #4493f8 }
            }
            </style>
            """;

    private static final double DOT = 3.5;
    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;
    private final String description;

    Svg(int width, int height, String description) {
        this.width = width;
        this.height = height;
        this.description = description;
    }

    /** {@code anchor} is start, middle or end. */
    void text(String style, String anchor, double x, double y, String text) {
        body.append("<text class=\"")
                .append(style)
                .append("\" text-anchor=\"")
                .append(anchor)
                .append('"');
        number("x", x).number("y", y);
        body.append('>').append(escape(text)).append("</text>\n");
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        open("line", style)
                .number("x1", x1)
                .number("y1", y1)
                .number("x2", x2)
                .number("y2", y2)
                .end();
    }

    void bar(String style, double x, double y, double width, double height) {
        open("rect", style)
                .number("x", x)
                .number("y", y)
                .number("width", width)
                .number("height", height)
                .end();
    }

    void dot(String style, double x, double y) {
        open("circle", style).number("cx", x).number("cy", y).number("r", DOT).end();
    }

    /** Through points that are written {@code x,y x,y}. */
    void path(String style, String points) {
        open("polyline", style);
        body.append(" points=\"").append(points).append('"');
        end();
    }

    /** One point of a path. */
    static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    private Svg open(String element, String style) {
        body.append('<').append(element).append(" class=\"").append(style).append('"');
        return this;
    }

    private Svg number(String name, double value) {
        body.append(' ')
                .append(name)
                .append("=\"")
                .append(String.format(Locale.ROOT, "%.1f", value))
                .append('"');
        return this;
    }

    private void end() {
        body.append("/>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
                        width,
                        height,
                        width,
                        height)
                + "<title>" + escape(description) + "</title>\n" + STYLE + body + "</svg>\n";
    }
}
