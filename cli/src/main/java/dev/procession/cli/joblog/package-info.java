/** The job log, and going on from one. */
@NullMarked
package dev.procession.cli.joblog;

import org.jspecify.annotations.NullMarked;
