/** What the user sees: results, failures, progress. */
@NullMarked
package dev.procession.cli.report;

import org.jspecify.annotations.NullMarked;
