package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessorSetTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "0-1", "0,2", "0-3,8", "1-2,64-127,200"})
    void listsAreReadAndWrittenAsTheKernelDoes(String list) {
        assertEquals(list, ProcessorSet.parse(list + "\n").toString());
    }

    @Test
    void numbersAreInOrder() {
        assertEquals(List.of(0, 1, 2, 9), ProcessorSet.parse("9,0-2").numbers());
    }

    @Test
    void whatIsNoListIsNotRead() {
        assertThrows(NumberFormatException.class, () -> ProcessorSet.parse("all"));
    }
}
