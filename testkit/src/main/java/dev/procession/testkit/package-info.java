/** What tests that start processes need: a watchdog, a leak check, condition waits, a parent to kill, seeds. */
@NullMarked
package dev.procession.testkit;

import org.jspecify.annotations.NullMarked;
