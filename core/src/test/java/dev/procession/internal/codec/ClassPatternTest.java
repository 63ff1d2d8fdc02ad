package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassPatternTest {

    @ParameterizedTest
    @CsvSource({
        "com.acme.Order,    com.acme.Order,        true",
        "com.acme.Order,    com.acme.Order$Item,   false",
        "com.acme.Order,    com.acme.OrderBook,    false",
        "com.acme.Order,    com.acme.order,        false",
        "com.acme.Order,    evil.com.acme.Order,   false",
        "com.acme.Order,    com.acme.Order.Item,   false",
        "com.acme.Order$*,  com.acme.Order$Item,   true",
        "com.acme.Order$*,  com.acme.Order$Item$1, true",
        "com.acme.Order$*,  com.acme.Order,        false",
        "com.acme.Order$*,  com.acme.Order$,       false",
        "com.acme.Order$*,  com.acme.Orders$Item,  false",
        "com.acme.Order$*,  com.acme.Order$a.B,    false",
        "com.acme.*,        com.acme.Order,        true",
        "com.acme.*,        com.acme.Order$Item,   true",
        "com.acme.*,        com.acme.sub.Order,    false",
        "com.acme.*,        com.acme.,             false",
        "com.acme.*,        com.acmes.Order,       false",
        "com.acme.*,        com.acme,              false",
        "com.acme.**,       com.acme.Order,        true",
        "com.acme.**,       com.acme.sub.Order$X,  true",
        "com.acme.**,       com.acme.a.b.c.D,      true",
        "com.acme.**,       com.acme,              false",
        "com.acme.**,       com.acmes.Order,       false",
        "com.acme.**,       xcom.acme.Order,       false",
        "*,                 Main,                  true",
        "*,                 Main$Order,            true",
        "*,                 com.Main,              false",
        "Main,              Main,                  true",
        "Main$*,            Main$Order,            true",
    })
    void matches_name_asDocumented(String pattern, String name, boolean expected) {
        assertEquals(expected, ClassPattern.parse(pattern).matches(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "**",
                "***",
                "com.acme.",
                ".com.acme",
                "com..acme",
                "com.acme.***",
                "com.*.Order",
                "com.ac*",
                "!com.acme.*",
                "com.acme.Order;",
                "com/acme/Order",
                "[Lcom.acme.Order;",
                "com.acme.*.*",
                "com.acme.** ",
                "com.acme.1Order",
                "$*.x",
                "com.acme.Order$**",
                "java.base/*",
                "maxdepth=5",
                "*.**",
                ".*",
                ".**"
            })
    void parse_noPattern_isRefusedAndQuoted(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ClassPattern.parse(text), text);
        assertTrue(e.toString().contains(text), e.toString());
    }

    @Test
    void parse_everything_isRefusedWithTheWayOut() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ClassPattern.parse("**"));
        assertTrue(e.toString().contains("leave allow(…) away"), e.toString());
    }
}
