@NullMarked
package dev.procession.testkit;

import org.jspecify.annotations.NullMarked;
