/** The command line. */
module dev.procession.cli {
    requires dev.procession;
    requires java.compiler;
    requires static org.jspecify;

    // Compiled expressions call the helpers.
    exports dev.procession.cli;
}
