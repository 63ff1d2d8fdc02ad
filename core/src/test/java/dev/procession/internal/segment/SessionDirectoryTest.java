package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session's directory is its owner's, and goes as a whole. */
class SessionDirectoryTest {
    @TempDir
    Path base;

    @Test
    void create_isForItsOwnerOnly() throws IOException {
        SessionDirectory directory = SessionDirectory.create(base, null);

        assertTrue(directory.path().getFileName().toString().startsWith(DirectoryNames.NEW_PREFIX));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())));
    }

    @Test
    void publish_givesTheFinalName() throws IOException {
        SessionDirectory directory = SessionDirectory.create(base, null);
        Path published = directory.publishedPath();

        directory.publish();

        assertEquals(published, directory.path());
        assertEquals(published, directory.publishedPath());
        String pid = Long.toString(ProcessHandle.current().pid());
        assertTrue(published.getFileName().toString().startsWith("procession-" + pid + "-"), published.toString());
        assertTrue(Files.isDirectory(published));
    }

    @Test
    void create_pathTooLongForASocket_saysHowLongAndTheLimit() throws IOException {
        Path deep = Files.createDirectories(base.resolve("x".repeat(100)));

        ProcessionException thrown = assertThrows(ProcessionException.class, () -> SessionDirectory.create(deep, null));

        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("limit=103") && message.matches("(?s).*length=\\d+.*"), message);
        try (var files = Files.list(deep)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void create_parentIsMissing_namesIt() {
        Path missing = base.resolve("none");

        ProcessionException thrown =
                assertThrows(ProcessionException.class, () -> SessionDirectory.create(missing, null));

        assertTrue(String.valueOf(thrown.getMessage()).contains(missing.toString()));
    }

    @Test
    void delete_isRecursiveAndFollowsNoLink() throws IOException {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "text");
        SessionDirectory directory = SessionDirectory.create(base, null);
        Path deep = Files.createDirectories(directory.path().resolve("a/b/c"));
        Files.writeString(deep.resolve("file"), "text");
        Files.createSymbolicLink(deep.resolve("link"), outside);
        Files.createSymbolicLink(deep.resolve("broken"), base.resolve("nowhere"));
        Files.createSymbolicLink(deep.resolve("file-link"), kept);

        directory.delete();
        directory.delete();

        assertFalse(Files.exists(directory.path()));
        assertTrue(Files.exists(kept));
    }

    @Test
    void delete_ofALinkToADirectory_removesTheLink() throws IOException {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "text");
        Path link = Files.createSymbolicLink(base.resolve("link"), outside);

        FileRemoval.delete(link);

        assertFalse(Files.isSymbolicLink(link));
        assertTrue(Files.exists(kept));
    }
}
