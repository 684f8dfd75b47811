/* Buffers between pages that nothing may touch: a byte read or written beyond one ends the program, in any build. */
#ifndef TESTS_DRAWN_ROOM_H
#define TESTS_DRAWN_ROOM_H

#include <stdbool.h>
#include <stddef.h>

struct room {
    unsigned char *base;
    size_t slot; /* bytes of a buffer at most, guard pages aside */
    int slots, used;
    bool at_end; /* buffers end where the guard begins, else they begin where it ends */
};

void room_make(struct room *room, int slots, size_t slot); /* ends the program where memory is short */
void *room_take(struct room *room, size_t size);           /* aligned as far as `size` allows; its bytes are 0xA5 */
void room_empty(struct room *room);                        /* all buffers are given back */
void room_seal(struct room *room);                         /* they can only be read from here on */
void room_free(struct room *room);

#endif
