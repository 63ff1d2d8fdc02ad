package dev.procession;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What another user's process would try; one attempt for each pair of arguments. Needs this library only to join a
 * session.
 */
final class Intruder {
    private Intruder() {}

    public static void main(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            String outcome;
            try {
                outcome = "done " + attempt(args[i], args[i + 1]).replace('\n', ' ');
            } catch (Throwable e) { // the refusal, of whatever kind
                outcome = "refused " + e;
            }
            System.out.println(args[i] + ": " + outcome);
        }
    }

    private static String attempt(String what, String target) throws Exception {
        Path path = Path.of(target);
        return switch (what) {
            case "list" -> {
                try (var files = Files.list(path)) {
                    yield files.count() + " files";
                }
            }
            case "read-lock", "read-segment", "read-arguments", "environ", "mem" -> {
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                    yield file.isOpen() + "";
                }
            }
            case "cmdline" ->
                Files.readString(path, StandardCharsets.ISO_8859_1).replace('\0', ' ');
            case "map-segment" -> {
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    yield file.map(FileChannel.MapMode.READ_WRITE, 0, 8).getLong(0) + "";
                }
            }
            case "connect-control", "connect-bell" -> {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    yield channel.isConnected() + "";
                }
            }
            case "write-into" -> {
                Path file = Files.createFile(path.resolve("intruder"));
                Files.delete(file);
                yield "made";
            }
            case "signal" -> signal(target);
            case "join" -> {
                try (Procession px = Procession.join(target)) {
                    yield px.sharedLong("number", 0).get() + "";
                }
            }
            case "make" -> {
                Files.createDirectory(path);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                Path lock = Files.createFile(path.resolve("lock"));
                Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-rw-rw-"));
                yield "made";
            }
            case "link" -> Files.createSymbolicLink(path, Path.of("/tmp")).toString();
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** None, that is: only whether it might. Not CONT, which the kernel allows within a terminal session. */
    private static String signal(String pid) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-0", pid).redirectErrorStream(true).start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new java.io.IOException(said.strip());
        }
        return "sent";
    }
}
