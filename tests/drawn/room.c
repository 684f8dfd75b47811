#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "drawn/room.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void must(bool done, const char *what)
{
    if (done)
        return;
    perror(what);
    abort();
}

/* A guard, and then slots with a guard behind each. */
static size_t stride_of(const struct room *room)
{
    return room->slot + page_size();
}

void room_make(struct room *room, int slots, size_t slot)
{
    const size_t page = page_size();
    *room = (struct room){.slot = (slot + page - 1) / page * page, .slots = slots, .at_end = true};
    const size_t all = page + (size_t)slots * stride_of(room);
    room->base = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    must(room->base != MAP_FAILED, "room for buffers");
    for (int i = 0; i < slots; i++)
        must(mprotect(room->base + page + (size_t)i * stride_of(room), room->slot, PROT_READ | PROT_WRITE) == 0,
             "a buffer's pages");
}

void *room_take(struct room *room, size_t size)
{
    if (size > room->slot || room->used == room->slots) {
        fprintf(stderr, "no room for %zu bytes: %d of %d buffers of %zu are taken\n", size, room->used, room->slots,
                room->slot);
        abort();
    }
    unsigned char *begin = room->base + page_size() + (size_t)room->used++ * stride_of(room);
    unsigned char *taken = room->at_end ? begin + room->slot - size : begin;
    memset(taken, 0xA5, size);
    return taken;
}

void room_empty(struct room *room)
{
    room->used = 0;
}

void room_seal(struct room *room)
{
    for (int i = 0; i < room->used; i++)
        must(mprotect(room->base + page_size() + (size_t)i * stride_of(room), room->slot, PROT_READ) == 0,
             "sealing a buffer");
}

void room_free(struct room *room)
{
    munmap(room->base, page_size() + (size_t)room->slots * stride_of(room));
}
