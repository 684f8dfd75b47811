/* soak MINUTES [FILE...]   Hours of training in small: one drawn recipe after the other, each on eight threads at once
 * that call every entry point on material of their own, mutations of what models wrote among it (strings of the FILEs'
 * JSON lines). All that tests/drawn/agree.h says must hold, and the memory that is in use must not grow. */
#define _GNU_SOURCE /* mallinfo2 */
#include "drawn/agree.h"
#include "drawn/calls.h"
#include "drawn/real.h"
#include "drawn/recipe.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

enum { THREADS = 8, MATERIALS = 4, WARM_UP = 20 };
static const double slack = 1 << 20; /* bytes by which the heap may differ from one round to the next */

static const char *const *real;
static int64_t real_count;
static atomic_long done; /* materials */

struct worker {
    pthread_t thread;
    struct room inputs, outputs;
    const char *recipe;
    const vreward_scorer *scorer;
    uint64_t seed;
    const char *wrong;
};

static void *work(void *given)
{
    struct worker *worker = given;
    struct choices choices = {.state = worker->seed};
    struct material material;
    for (int i = 0; i < MATERIALS && worker->wrong == NULL; i++) {
        worker->inputs.at_end = worker->outputs.at_end = i % 2 == 0;
        draw_material(&choices, worker->recipe, worker->scorer, real, real_count, &worker->inputs, &material);
        worker->wrong = disagreement(&material, &worker->outputs);
        atomic_fetch_add(&done, 1);
    }
    return NULL;
}

/* False where something does not hold. */
static bool play_round(struct worker *workers, uint64_t seed)
{
    static char recipe[RECIPE_MOST];
    struct choices choices = {.state = seed};
    vreward_scorer *scorer = draw_scorer(&choices, recipe);
    bool good = true;
    for (int i = 0; i < THREADS; i++) {
        workers[i].recipe = recipe;
        workers[i].scorer = scorer;
        workers[i].seed = seed * THREADS + (uint64_t)i;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].wrong != NULL)
            fprintf(stderr, "round %llu, thread %d: %s\n   %s\n", (unsigned long long)seed, i, workers[i].wrong,
                    recipe);
        good = good && workers[i].wrong == NULL;
    }
    vreward_scorer_destroy(scorer);
    return good;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Bytes of the heap in use; 0 where libc does not say, as under a sanitizer. */
static double heap_in_use(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    return (double)mallinfo2().uordblks;
#else
    return 0;
#endif
}

/* Bytes of memory that the program holds, the pages of its rooms among them. */
static double resident(void)
{
    long all = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &all, &pages) != 2)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

int main(int count, char **arguments)
{
    static struct worker workers[THREADS];
    if (count < 2) {
        fprintf(stderr, "usage: soak MINUTES [FILE...]\n");
        return 2;
    }
    const double begin = seconds(), length = 60 * strtod(arguments[1], NULL);
    real_count = read_real_texts(arguments + 2, count - 2, &real);
    for (int i = 0; i < THREADS; i++) {
        room_make(&workers[i].inputs, MATERIAL_BUFFERS, MATERIAL_BYTES);
        room_make(&workers[i].outputs, OUTPUT_BUFFERS, OUTPUT_BYTES);
    }
    double warm = 0, most = 0, warm_resident = 0;
    bool good = true;
    uint64_t round = 0;
    while (good && (round <= WARM_UP || seconds() - begin < length)) {
        good = play_round(workers, round++);
        const double heap = heap_in_use();
        if (round <= WARM_UP) {
            warm = heap > warm ? heap : warm;
            warm_resident = resident();
        }
        most = heap > most ? heap : most;
        if (heap > warm + slack) {
            fprintf(stderr, "round %llu: the heap grew from %.0f to %.0f bytes\n", (unsigned long long)round - 1, warm,
                    heap);
            good = false;
        }
    }
    printf(
        "soak: %s: %.1f minutes, %llu recipes, %ld batches on %d threads, %lld real texts; heap in use %.0f bytes after "
        "warm-up, %.0f at most; resident %.1f MiB after warm-up, %.1f at the end\n",
        good ? "ok" : "FAILED", (seconds() - begin) / 60, (unsigned long long)round, atomic_load(&done), THREADS,
        (long long)real_count, warm, most, warm_resident / 1048576, resident() / 1048576);
    return good ? 0 : 1;
}
