/* Runs a fuzz target over the files named, without a fuzzer: every file of its corpus, and every prefix of the short
 * ones. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST = 1 << 20, SHORT = 2000 };

int main(int count, char **paths)
{
    static uint8_t bytes[LONGEST];
    long runs = 0;
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        if (file == NULL) {
            fprintf(stderr, "%s cannot be opened\n", paths[i]);
            return 1;
        }
        const size_t size = fread(bytes, 1, LONGEST, file);
        fclose(file);
        /* An exact copy each time, so that a sanitizer sees a read beyond it. */
        for (size_t length = size < SHORT ? 0 : size; length <= size; length++, runs++) {
            uint8_t *copy = malloc(length + (length == 0));
            if (copy == NULL)
                return 1;
            memcpy(copy, bytes, length);
            LLVMFuzzerTestOneInput(copy, length);
            free(copy);
        }
    }
    printf("%d files, %ld runs\n", count - 1, runs);
    return 0;
}
