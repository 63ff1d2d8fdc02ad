package dev.procession.internal.segment;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Attributes of files that only their owner may use; none where the file system has no such permissions. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** Those of a file. */
    static FileAttribute<?>[] file() {
        return permissions(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    /** Those of a directory. */
    public static FileAttribute<?>[] directory() {
        return permissions(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    }

    private static FileAttribute<?>[] permissions(Set<PosixFilePermission> permissions) {
        boolean hasThem = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return hasThem
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
