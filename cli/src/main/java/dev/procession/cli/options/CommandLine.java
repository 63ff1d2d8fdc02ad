package dev.procession.cli.options;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of one verb, taken apart: {@code --opt=value}, {@code --opt value}, {@code -o value},
 * {@code -ovalue}, and {@code --} after which nothing is an option. What every option means is the
 * {@link Handler}'s business.
 */
final class CommandLine {
    private final String verb;
    private final List<String> names;
    private final ArrayDeque<String> rest;
    private final List<String> operands = new ArrayList<>();
    private String option = "";
    private boolean attached;

    /** What an option does. */
    interface Handler {
        /** Whether {@code option} is known; if so it has been carried out, its value taken from {@code line}. */
        boolean handle(String option, CommandLine line) throws UsageException;
    }

    /** The arguments {@code args} of {@code verb}, whose options are {@code names}, for suggestions. */
    CommandLine(String verb, List<String> names, List<String> args) {
        this.verb = verb;
        this.names = names;
        this.rest = new ArrayDeque<>(args);
    }

    /**
     * Takes all options and returns the operands.
     *
     * @param stopAtOperand whether the arguments after the first operand belong to another command, options or not
     */
    List<String> parse(boolean stopAtOperand, Handler handler) throws UsageException {
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            if (argument.equals("--")) {
                break;
            }
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                operands.add(argument);
                if (stopAtOperand) {
                    break;
                }
                continue;
            }
            split(argument);
            if (!handler.handle(option, this)) {
                throw unknown(argument);
            }
            if (attached) {
                throw new UsageException(option + " takes no value: argument=\"" + argument + "\"");
            }
        }
        operands.addAll(rest);
        return operands;
    }

    /** The value of the option at hand. */
    String value() throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException(option + " needs a value; see: procession " + verb + " --help");
        }
        attached = false;
        return rest.remove();
    }

    /** Sets the option at hand; a value that was written in the same argument becomes the next one. */
    private void split(String argument) {
        int equals = argument.indexOf('=');
        attached = true;
        if (argument.startsWith("--") && equals > 0) {
            option = argument.substring(0, equals);
            rest.addFirst(argument.substring(equals + 1));
        } else if (!argument.startsWith("--") && argument.length() > 2) {
            option = argument.substring(0, 2);
            rest.addFirst(argument.substring(2));
        } else {
            option = argument;
            attached = false;
        }
    }

    private UsageException unknown(String argument) {
        String hint = Nearest.to(option, names)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; see: procession " + verb + " --help");
        return new UsageException(
                "unknown option " + argument + hint + " (before inputs that begin with '-', write --)");
    }
}
