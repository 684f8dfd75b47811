#define _GNU_SOURCE /* RTLD_NEXT */
#include "drawn/failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define INTERPOSED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define INTERPOSED 0
#endif
#endif
#ifndef INTERPOSED
#define INTERPOSED 1
#endif

const bool can_fail = INTERPOSED;

/* What is left until a failure; below 0: none comes. */
static atomic_long allocations_left = -1, threads_left = -1;
static atomic_bool goes_on; /* all behind the first fail, too */
static atomic_long failures, live;
static atomic_bool counting;

static void begin(long allocations, long threads, enum failing failing)
{
    atomic_store(&live, 0);
    atomic_store(&failures, 0);
    atomic_store(&goes_on, failing == FAIL_ALL_FROM);
    atomic_store(&threads_left, threads);
    atomic_store(&allocations_left, allocations);
    atomic_store(&counting, true);
}

void fail_allocations(long n, enum failing failing)
{
    begin(n, -1, failing);
}

void fail_threads(long n, enum failing failing)
{
    begin(-1, n, failing);
}

long stop_failing(long *lost)
{
    atomic_store(&counting, false);
    *lost = atomic_load(&live);
    return atomic_load(&failures);
}

#if INTERPOSED
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static bool fails(atomic_long *left)
{
    if (!atomic_load(&counting) || atomic_load(left) < 0)
        return false;
    if (atomic_load(left) > 0 && atomic_fetch_sub(left, 1) > 0)
        return false;
    if (!atomic_load(&goes_on))
        atomic_store(left, -1);
    atomic_fetch_add(&failures, 1);
    errno = ENOMEM; /* as malloc must; libc itself asserts it */
    return true;
}

static void *counted(void *memory)
{
    if (memory != NULL && atomic_load(&counting))
        atomic_fetch_add(&live, 1);
    return memory;
}

/* What is used before it is set is seldom 0xA5A5... by chance. */
void *malloc(size_t size)
{
    void *memory = fails(&allocations_left) ? NULL : counted(__libc_malloc(size));
    return memory != NULL && atomic_load(&counting) ? memset(memory, 0xA5, size) : memory;
}

void *calloc(size_t count, size_t size)
{
    return fails(&allocations_left) ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (fails(&allocations_left))
        return NULL;
    void *moved = __libc_realloc(memory, size);
    return memory == NULL ? counted(moved) : moved;
}

void free(void *memory)
{
    if (memory != NULL && atomic_load(&counting))
        atomic_fetch_sub(&live, 1);
    __libc_free(memory);
}

typedef int creator(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *),
                   void *restrict argument)
{
    union {
        void *found;
        creator *create;
    } next = {dlsym(RTLD_NEXT, "pthread_create")};
    return fails(&threads_left) ? EAGAIN : next.create(thread, attributes, run, argument);
}
#endif
