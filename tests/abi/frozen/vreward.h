/*
 * vreward.h: rule-based rewards for visual perception, from the text that a
 * model wrote and the ground truth to a score, its terms, a reason and an
 * explanation. A first program:
 *
 *     #include <stdio.h>
 *     #include <vreward.h>
 *     int main(void)
 *     {
 *         const char text[] = "[10, 10, 110, 110]";
 *         const char truth[] = "[10, 10, 110, 210]";
 *         const int64_t offsets[] = {0, 18};
 *         double score;
 *         int32_t reason;
 *         vreward_scorer *scorer = NULL;
 *         vreward_error err;
 *         vreward_batch batch = {
 *             .struct_size = sizeof batch, .count = 1, .truth_count = 1,
 *             .completion = text, .completion_offsets = offsets,
 *             .truth = truth, .truth_offsets = offsets};
 *         vreward_result result = {.struct_size = sizeof result,
 *                                  .score = &score, .reason = &reason};
 *         int32_t code = vreward_scorer_create("grounding", 9, &scorer, &err);
 *         if (code == VREWARD_OK)
 *             code = vreward_score(scorer, &batch, &result, &err);
 *         if (code == VREWARD_OK)
 *             printf("%g %s\n", score, vreward_reason_name(reason)); // 0.5 ok
 *         else
 *             printf("%s\n", err.message);
 *         vreward_scorer_destroy(scorer);
 *         return code;
 *     }
 *
 * What holds for every function:
 *
 * - Text is UTF-8 with a length in bytes. No NUL is needed, any byte is
 *   accepted, and invalid UTF-8 reads as U+FFFD.
 * - Many texts ("ragged") are one block of bytes and int64 offsets, one more
 *   than there are texts (Arrow's large_utf8): text i is bytes offsets[i] ..
 *   offsets[i+1]. Offsets never decrease. Counts, lengths and offsets are at
 *   most 2^48.
 * - Boxes are four doubles x1, y1, x2, y2; points two, x, y; sizes two, width,
 *   height. Matrices are row-major. Arrays are aligned as their type asks;
 *   outputs do not overlap inputs.
 * - Options and batches are structs that begin with their own size; the rest
 *   is 0 by default. A struct of an older header is read as if its missing
 *   members were 0. One of a newer header is fine while the members that this
 *   library does not know are 0, else VREWARD_E_UNSUPPORTED. A size that no
 *   release had is VREWARD_E_ARGUMENT. `reserved` is 0.
 * - VREWARD_OK (0) or a negative code is returned, and `err`, where it is not
 *   NULL, says what is wrong and what helps; on success it is all zero. What a
 *   model wrote is never an error. After an error outputs hold nothing usable,
 *   unless the code says otherwise below.
 * - Text comes out through 'buffer' of 'capacity' bytes, without a NUL.
 *   '*needed' is always its length; NULL and 0 ask for that only.
 * - Inputs are only read, outputs belong to the caller, and no pointer is kept
 *   after the call. Strings that are returned are static; names of terms live
 *   as long as their scorer.
 * - Any function may be called from any thread. A scorer never changes, and any
 *   number of threads may use it at once. No state, lock or thread survives a
 *   call, so forking between calls is safe; threads that a call starts have its
 *   caller's signal mask. Nothing prints, exits or looks at the locale. The
 *   environment is read when the library is loaded and never again: VREWARD_ISA
 *   (portable, neon, avx2, avx512) picks an instruction set.
 * - The same input gives the same doubles on every machine and instruction set,
 *   with any number of threads and in any order of the batch. A recipe that was
 *   in a release gives the same scores and terms for ever, under the same
 *   versions of PCRE2 and Unicode (vreward_build_info()); a better rule gets a
 *   new name. Numbers of codes, reasons, dialects, spaces and repairs keep
 *   their meaning. Not promised: which reasons a sample has, as a more exact
 *   one may be added; the words of messages; that JSON which comes out gains no
 *   members: readers ignore those that they do not know.
 * - The compiler is gcc or clang on a 64-bit POSIX system. Sets are 64 bits, of
 *   which JavaScript's numbers keep 53. From Go, pin what structs point to.
 */
#ifndef VREWARD_H
#define VREWARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VREWARD_API __attribute__((visibility("default")))

/* ---- version, errors, reasons ------------------------------------------- */

#define VREWARD_VERSION_MAJOR 0
#define VREWARD_VERSION_MINOR 2
#define VREWARD_VERSION_PATCH 0
#define VREWARD_VERSION                                               \
    (VREWARD_VERSION_MAJOR * 1000000 + VREWARD_VERSION_MINOR * 1000 + \
     VREWARD_VERSION_PATCH)

/* Of the library that runs: VREWARD_VERSION, and "0.2.0". */
VREWARD_API int32_t vreward_version(void);
VREWARD_API const char *vreward_version_string(void);

enum {
    VREWARD_OK = 0,
    VREWARD_E_ARGUMENT = -1,    /* a NULL, a negative count, a bad option ... */
    VREWARD_E_RECIPE = -2,      /* not JSON, an unknown member, a bad value */
    VREWARD_E_TRUTH = -3,       /* a bad truth; all other samples are scored */
    VREWARD_E_CAPACITY = -4,    /* a short buffer; needed lengths are written */
    VREWARD_E_MEMORY = -5,      /* out of memory; nothing leaked */
    VREWARD_E_UNSUPPORTED = -6, /* a newer header's member is set */
    VREWARD_E_LIMIT = -7        /* more work than the library does */
};

/* What went wrong, and where. 256 bytes for ever. */
typedef struct vreward_error {
    int32_t code;      /* VREWARD_E_... or 0 */
    int32_t reserved;  /* 0 */
    int64_t index;     /* of the sample, text or box that it is about, or -1 */
    int64_t offset;    /* byte of the recipe or truth, or -1 */
    char message[232]; /* one English line, valid UTF-8, NUL-terminated */
} vreward_error;

/* "VREWARD_E_ARGUMENT" for -1; NULL for a number that is no code. */
VREWARD_API const char *vreward_error_name(int32_t code);

/* Why a score is what it is. A sample has one primary reason and a set of all:
 * bit r stands for reason r. Those marked * make a completion unparsable. What
 * each means, and which comes first: docs/why-is-my-reward-zero.md. */
enum {
    VREWARD_REASON_OK = 0,
    VREWARD_REASON_NO_ANSWER = 1,        /* * no answer section */
    VREWARD_REASON_EMPTY_ANSWER = 2,     /* * nothing in it */
    VREWARD_REASON_TRUNCATED = 3,        /* breaks off; what is whole counts */
    VREWARD_REASON_BAD_SYNTAX = 4,       /* * items begin, none is complete */
    VREWARD_REASON_NO_ITEMS = 5,         /* * an answer without any item */
    VREWARD_REASON_BAD_VALUE = 6,        /* an item is refused */
    VREWARD_REASON_AMBIGUOUS = 7,        /* * two answers where one is asked */
    VREWARD_REASON_TOO_LARGE = 8,        /* * more than is read or compared */
    VREWARD_REASON_LIMIT = 9,            /* a pattern reached its limit */
    VREWARD_REASON_SPACE_SUSPECT = 10,   /* another coordinate space, likely */
    VREWARD_REASON_BAD_TRUTH = 11,       /* the truth's fault; score is NaN */
    VREWARD_REASON_NO_OVERLAP = 12,      /* touches nothing that is true */
    VREWARD_REASON_LABEL_MISMATCH = 13,  /* overlaps under a wrong label */
    VREWARD_REASON_MISSED_ITEMS = 14,    /* fewer matched than there are */
    VREWARD_REASON_EXTRA_ITEMS = 15,     /* more written than matched */
    VREWARD_REASON_WRONG_COUNT = 16,     /* another number of items */
    VREWARD_REASON_TEXT_DIFFERS = 17,    /* another text */
    VREWARD_REASON_FORMAT_FAILED = 18,   /* a format check that weighs failed */
    VREWARD_REASON_BELOW_THRESHOLD = 19, /* pairs, but none good enough */
    VREWARD_REASON_NO_LABEL = 20,        /* no label where labels count */
    VREWARD_REASON_TOO_LONG = 21,        /* the length costs */
    VREWARD_REASON_REPEATS = 22,         /* repetition costs */
    VREWARD_REASON_WRONG_ANSWER = 23     /* another number, choice or answer */
};

/* "no_answer" for 1; NULL from the first number that is no reason. */
VREWARD_API const char *vreward_reason_name(int32_t reason);

/* One JSON object: the versions of vreward, cJSON, PCRE2, utf8proc and Unicode,
 * and the instruction set in use. Errors: ARGUMENT, CAPACITY. */
VREWARD_API int32_t vreward_build_info(
    char *buffer, int64_t capacity, int64_t *needed, vreward_error *err);

/* ---- geometry ----------------------------------------------------------- */

enum {
    VREWARD_OVERLAP_IOU = 0,
    VREWARD_OVERLAP_GIOU = 1,           /* in [-1, 1]; arXiv 1902.09630 */
    VREWARD_OVERLAP_IOA_PREDICTION = 2, /* intersection over the area of a */
    VREWARD_OVERLAP_IOA_TRUTH = 3       /* intersection over the area of b */
};

enum {
    VREWARD_AREA_HALF_OPEN = 0, /* (x2-x1)(y2-y1); a union of 0 gives 0 */
    VREWARD_AREA_INCLUSIVE = 1, /* +1 on every extent, as in Pascal VOC */
    VREWARD_AREA_VLM_R1 = 2     /* intersection from x2-1 with +1, as VLM-R1 */
};

enum {                             /* boxes without extent */
       VREWARD_INVALID_REJECT = 0, /* overlap nothing: 0 (giou: -1) */
       VREWARD_INVALID_SORT = 1,   /* corners are put in order first */
       VREWARD_INVALID_LEGACY = 2  /* computed as written */
};

typedef struct vreward_overlap_options {
    uint64_t struct_size;
    int32_t kind;       /* VREWARD_OVERLAP_... */
    int32_t convention; /* VREWARD_AREA_... */
    int32_t invalid;    /* VREWARD_INVALID_... */
    int32_t reserved;
} vreward_overlap_options;

/* vreward_overlap() compares each of 'a', 'a_count' predicted boxes, with each
 * of 'b', 'b_count' true ones. 'options' may be NULL. overlap[i * b_count + j]
 * is that of a[i] with b[j]: a_count x b_count doubles. A box with a coordinate
 * that is not finite overlaps nothing. Errors: ARGUMENT, UNSUPPORTED. */
VREWARD_API int32_t vreward_overlap(
    const vreward_overlap_options *options, const double *a, int64_t a_count,
    const double *b, int64_t b_count, double *overlap, vreward_error *err);

/* vreward_smart_resize() gives the size that Qwen's image processors resize an
 * image of 'height' x 'width' (the height first, as theirs) to: both sides
 * multiples of 'factor' (28 for Qwen2-VL and Qwen2.5-VL, 32 for Qwen3-VL), the
 * area within 'min_pixels' .. 'max_pixels' (0: 56*56 and 14*14*4*1280), the
 * shape nearly kept. Errors: ARGUMENT (also a shape beyond 200 to 1). */
VREWARD_API int32_t vreward_smart_resize(
    int64_t height, int64_t width, int64_t factor, int64_t min_pixels,
    int64_t max_pixels, int64_t *resized_height, int64_t *resized_width,
    vreward_error *err);

/* ---- text --------------------------------------------------------------- */

enum {
    VREWARD_DISTANCE_LEVENSHTEIN = 0,
    VREWARD_DISTANCE_INDEL = 1, /* insertions and deletions only */
    VREWARD_DISTANCE_LCS = 2    /* longest common subsequence: its length */
};

enum {
    VREWARD_UNIT_CODEPOINT = 0,
    VREWARD_UNIT_GRAPHEME = 1, /* extended grapheme cluster, UAX #29 */
    VREWARD_UNIT_BYTE = 2,
    VREWARD_UNIT_WORD = 3,        /* between Unicode white space */
    VREWARD_UNIT_CJK_OR_WORD = 4, /* CJK characters, words elsewhere */
    VREWARD_UNIT_TOKEN = 5 /* letters or digits, a CJK character, a sign */
};

/* Bits, applied in the order of the numbers behind them. */
enum {
    VREWARD_NORMALIZE_STRIP_FENCE = 1,     /* 1: a Markdown fence */
    VREWARD_NORMALIZE_CRLF_TO_LF = 2,      /* 2 */
    VREWARD_NORMALIZE_NFC = 4,             /* 3 */
    VREWARD_NORMALIZE_NFKC = 8,            /* 4 */
    VREWARD_NORMALIZE_LOWER = 16,          /* 8: simple case mapping */
    VREWARD_NORMALIZE_REMOVE_SPACE = 32,   /* 10 */
    VREWARD_NORMALIZE_COLLAPSE_SPACE = 64, /* 11: every run is one space */
    VREWARD_NORMALIZE_TRIM = 128,          /* 12: white space at both ends */
    VREWARD_NORMALIZE_WIDTH = 256,         /* 6: full- and half-width forms */
    VREWARD_NORMALIZE_QUOTES = 512,        /* 7: typographic quotes, dashes */
    VREWARD_NORMALIZE_MARKUP = 1024,       /* 9: marks of Markdown and HTML */
    VREWARD_NORMALIZE_INVISIBLE = 2048     /* 5: what nothing is drawn for */
};

typedef struct vreward_edit_distance_options {
    uint64_t struct_size;
    int32_t distance;   /* VREWARD_DISTANCE_... */
    int32_t unit;       /* VREWARD_UNIT_... */
    uint32_t normalize; /* VREWARD_NORMALIZE_... | ...; 0: none */
    int32_t bounded;    /* 1: `bound` holds (not with LCS) */
    int64_t bound;      /* what is above it is bound + 1, and found sooner */
} vreward_edit_distance_options;

/* vreward_edit_distance() compares texts pair by pair. 'options' may be NULL.
 * 'a' and 'a_offsets' hold 'a_count' texts. 'b' and 'b_offsets' hold
 * 'b_count', which is a_count, or 1 for one text that all of a are compared
 * with. distance[i] is that of text i. Memory is O(longest text). Errors:
 * ARGUMENT, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_edit_distance(
    const vreward_edit_distance_options *options, const char *a,
    const int64_t *a_offsets, int64_t a_count, const char *b,
    const int64_t *b_offsets, int64_t b_count, int64_t *distance,
    vreward_error *err);

/* ---- matching ----------------------------------------------------------- */

enum {
    VREWARD_MATCH_OPTIMAL = 0,    /* the largest sum */
    VREWARD_MATCH_GREEDY = 1,     /* the best pair left, again and again */
    VREWARD_MATCH_PER_COLUMN = 2, /* each column in order: its best row left */
    VREWARD_MATCH_SEQUENTIAL = 3  /* row i with column i */
};

typedef struct vreward_match_options {
    uint64_t struct_size;
    int32_t how;        /* VREWARD_MATCH_... */
    int32_t use_min;    /* 1: `min` holds */
    double min;         /* a pair below it is no pair */
    int32_t kind;       /* VREWARD_OVERLAP_...; this and the next two: only */
    int32_t convention; /* vreward_match_boxes() */
    int32_t invalid;
    int32_t reserved;
} vreward_match_options;

/* vreward_match() pairs the rows of a matrix with its columns. 'options' may
 * be NULL. 'value' holds 'rows' x 'cols' doubles, -infinity where a pair is
 * forbidden. row_to_col[i] is the column of row i, or -1.
 * Without `min` as many pairs as possible are made, of these the largest sum
 * (compared to 2^-57 of the largest value), and of equal sums the one that
 * scipy's linear_sum_assignment() gives. With `min` it is the largest sum, and
 * of equal ones the most pairs; a pair of negative value is worse than none.
 * Greedy ways take the first of equals, by row, then column. Errors: ARGUMENT
 * (also NaN or +infinity), MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_match(
    const vreward_match_options *options, const double *value, int64_t rows,
    int64_t cols, int64_t *row_to_col, vreward_error *err);

/* vreward_match_boxes() goes from boxes to pairs. 'options' may be NULL. 'a'
 * holds 'a_count' boxes, 'b' 'b_count'. a_to_b[i] is the partner of a[i], or
 * -1. overlap[i], where 'overlap' is not NULL, is theirs, or 0. Boxes that do
 * not overlap, or below `min`, are no pair. LIMIT: more than 2^25 pairs overlap
 * and the way is greedy, or there are more than 2^27 combinations. Errors:
 * ARGUMENT, MEMORY, LIMIT, UNSUPPORTED. */
VREWARD_API int32_t vreward_match_boxes(
    const vreward_match_options *options, const double *a, int64_t a_count,
    const double *b, int64_t b_count, int64_t *a_to_b, double *overlap,
    vreward_error *err);

/* ---- recipes and scorers ------------------------------------------------ */

/* The built-in recipes, native ones first, then those that reproduce published
 * rewards; and the models that the member `model` may name (docs/models.md).
 * Names are sorted within each kind; NULL beyond the end. */
VREWARD_API int64_t vreward_recipe_count(void);
VREWARD_API const char *vreward_recipe_name(int64_t index);
VREWARD_API const char *vreward_model_name(int64_t index);

/* They write the JSON of the recipe or model called 'name', 'name_length'
 * bytes: a recipe's own members, without the defaults; a model's
 * `description`, `writes` (an example), `source` (addresses) and `members`
 * (those of a recipe that it stands for). Errors: ARGUMENT, CAPACITY. */
VREWARD_API int32_t vreward_recipe_json(
    const char *name, int64_t name_length, char *buffer, int64_t capacity,
    int64_t *needed, vreward_error *err);
VREWARD_API int32_t vreward_model_json(
    const char *name, int64_t name_length, char *buffer, int64_t capacity,
    int64_t *needed, vreward_error *err);

typedef struct vreward_scorer vreward_scorer;

/* vreward_scorer_create() compiles a recipe: 'length' bytes of a JSON object
 * (docs/recipes.md), or the name of a built-in one. '*scorer' is the new one,
 * NULL on an error. Errors: ARGUMENT, RECIPE (with the byte), MEMORY. */
VREWARD_API int32_t vreward_scorer_create(
    const char *recipe, int64_t length, vreward_scorer **scorer,
    vreward_error *err);

/* NULL is fine. No other call may be using the scorer. */
VREWARD_API void vreward_scorer_destroy(vreward_scorer *scorer);

/* Terms: format, parsed, accuracy, then the task's own; NULL beyond the end. */
VREWARD_API int64_t vreward_scorer_term_count(const vreward_scorer *scorer);
VREWARD_API const char *vreward_scorer_term_name(
    const vreward_scorer *scorer, int64_t term);

/* Bounds of the score, and of one term; infinite: none. Errors: ARGUMENT. */
VREWARD_API int32_t vreward_scorer_range(
    const vreward_scorer *scorer, double *low, double *high,
    vreward_error *err);
VREWARD_API int32_t vreward_scorer_term_range(
    const vreward_scorer *scorer, int64_t term, double *low, double *high,
    vreward_error *err);

/* The recipe with every default, for logs. Errors: ARGUMENT, CAPACITY. */
VREWARD_API int32_t vreward_scorer_recipe_json(
    const vreward_scorer *scorer, char *buffer, int64_t capacity,
    int64_t *needed, vreward_error *err);

/* ---- parsing ------------------------------------------------------------ */

enum { VREWARD_ITEM_BOX = 1, VREWARD_ITEM_POINT = 2 };

typedef struct vreward_item {
    double value[4];    /* x1, y1, x2, y2, or x, y, 0, 0; as written */
    double confidence;  /* as written; NaN: none */
    int64_t begin, end; /* bytes of the text that it was read from */
    int64_t label_begin, label_end; /* bytes of label_text, which items of one
                                       label may share; both -1: no label */
    int32_t kind;                   /* VREWARD_ITEM_... */
    int32_t reason;                 /* not OK: the item pairs with nothing */
} vreward_item;

typedef struct vreward_parsed {
    uint64_t struct_size;
    char *label_text;       /* in: room for the labels, as UTF-8; may be NULL */
    int64_t label_capacity; /* in: its size in bytes */
    int64_t label_length;   /* bytes of all labels, shared ones once */
    int64_t count;          /* items, of which `capacity` at most are written */
    uint64_t reasons;       /* set of reasons */
    uint64_t repairs;       /* set of vreward_repair_name() */
    int64_t answer_begin, answer_end; /* bytes of the text: the answer */
    double number;   /* that was read, where the task asks for one, else NaN */
    int32_t reason;  /* the primary one */
    int32_t dialect; /* vreward_dialect_name(); 0 (auto): none recognised */
    int32_t space;   /* the dialect's coordinate space, vreward_space_name() */
    int32_t reserved;
} vreward_parsed;

/* vreward_parse() reads one completion, 'text' of 'length' bytes, as the
 * recipe of 'scorer' would: boxes first or points first as its target says.
 * Recipes that read no items give none. 'items' has room for 'capacity' items
 * of 'item_size' bytes, sizeof(vreward_item) of the caller's header; what that
 * has more than the library's is set to zero. 'parsed' is read where it says
 * "in", and filled elsewhere. CAPACITY: parsed is filled, and as many items as
 * there is room for; ask again with its count and label_length. Errors:
 * ARGUMENT, CAPACITY, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_parse(
    const vreward_scorer *scorer, const char *text, int64_t length,
    vreward_item *items, int64_t item_size, int64_t capacity,
    vreward_parsed *parsed, vreward_error *err);

/* "qwen-vl", "norm1000", "trailing_comma" (a bit); NULL beyond the end. */
VREWARD_API const char *vreward_dialect_name(int32_t dialect);
VREWARD_API const char *vreward_space_name(int32_t space);
VREWARD_API const char *vreward_repair_name(int32_t bit);

/* ---- scoring ------------------------------------------------------------ */

/* Truths as arrays, which mean what the members of docs/truth.md do. Absent is
 * what is NULL, and a NaN in `number`, `size` or `input_size`. */
typedef struct vreward_truth_arrays {
    uint64_t struct_size;
    const int64_t *item_offsets; /* [truths + 1]: items of each truth */
    const double *box;           /* [items][4] */
    const double *point;         /* [items][2]; beside box: with `pair` only */
    const double *span;          /* [items][2]: start, end in seconds */
    const char *label;           /* ragged text, [items] */
    const int64_t *label_offsets;
    const uint8_t *ignore; /* [items]: 1 is neither asked for nor wrong */
    const double *number;  /* [truths]: the count, or the number */
    const char *text;      /* ragged text, [truths] */
    const int64_t *text_offsets;
    const double *size;       /* [truths][2] of the original image */
    const double *input_size; /* [truths][2] of the image that was seen */
    int32_t space;            /* vreward_space_name(); 0: pixels */
    int32_t any_of;           /* 1: any one box of a truth will do */
    const double *area; /* [items]: of what the boxes hold, for AP by area */
} vreward_truth_arrays;

/* Truths that many calls share, as those of a data set in every epoch: read
 * once, and given as `prepared` of a batch, whose truth_index then says the row
 * of each completion:
 *
 *     code = vreward_truths_create(scorer, truth, offsets, rows, NULL, &truths,
 *                                  &err);
 *     batch.prepared = truths;
 *     batch.truth_index = row;
 *
 * They never change and hold copies of all that they need. Any number of
 * threads may use them at once, with any scorer of the same recipe, also after
 * the one that they were made with. */
typedef struct vreward_truths vreward_truths;

/* vreward_truths_create() reads truths, given as the members of vreward_batch
 * of these names, as 'scorer' would. '*truths' is the new one, NULL on an
 * error. TRUTH: err->index is the first bad one. Errors: ARGUMENT, TRUTH,
 * MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_truths_create(
    const vreward_scorer *scorer, const char *truth,
    const int64_t *truth_offsets, int64_t truth_count,
    const vreward_truth_arrays *truth_arrays, vreward_truths **truths,
    vreward_error *err);

/* NULL is fine. No other call may be using the truths. */
VREWARD_API void vreward_truths_destroy(vreward_truths *truths);

typedef struct vreward_batch {
    uint64_t struct_size;
    int64_t count;                     /* completions */
    const char *completion;            /* ragged text */
    const int64_t *completion_offsets; /* [count + 1] */
    const char *truth;                 /* ragged text: JSON, docs/truth.md */
    const int64_t *truth_offsets;      /* [truth_count + 1] */
    int64_t truth_count;               /* 0 where the recipe needs no truth */
    const int64_t *truth_index; /* [count]: the truth of each completion; NULL:
                                   one each, or the only one for all */
    int32_t threads;            /* at most that many, and at most 256; 0: one */
    int32_t reserved;
    const vreward_truth_arrays *truth_arrays; /* instead of truth, or NULL */
    const vreward_truths *prepared; /* instead of both, or NULL; truth_count is
                                       then 0 or as many as there are */
} vreward_batch;

typedef struct vreward_result { /* of the caller; NULL: not wanted */
    uint64_t struct_size;
    double *score;       /* [count]; NaN where the truth is bad */
    double *term;        /* [term_count][term_stride], of which count are set */
    int32_t *reason;     /* [count], the primary one */
    uint64_t *reasons;   /* [count], the set of all */
    int64_t term_stride; /* doubles between two terms of a sample; 0: count */
} vreward_result;

/* vreward_score() scores the completions of 'batch' with 'scorer' into
 * 'result'. One bad completion never disturbs another. TRUTH: all samples with
 * good truths are scored, the others have NaN and VREWARD_REASON_BAD_TRUTH;
 * err->index is the first of them. Errors: ARGUMENT, TRUTH, MEMORY,
 * UNSUPPORTED. */
VREWARD_API int32_t vreward_score(
    const vreward_scorer *scorer, const vreward_batch *batch,
    const vreward_result *result, vreward_error *err);

/* Predicted items as arrays; a moment of a video is the box start, 0, end, 1.
 * `format` and `parsed` are 1, at their worst beyond max_items. */
typedef struct vreward_item_batch {
    uint64_t struct_size;
    int64_t count;               /* samples */
    const int64_t *item_offsets; /* [count + 1]: items of each sample */
    const double *box;           /* [items][4]; NULL: there are points */
    const double *point;         /* [items][2]; NULL: there are boxes */
    const char *label;           /* ragged text, [items]; NULL: none */
    const int64_t *label_offsets;
    const double *confidence; /* [items], NaN: none; NULL: none at all */
    const char *truth;        /* from here on as in vreward_batch */
    const int64_t *truth_offsets;
    int64_t truth_count;
    const int64_t *truth_index;
    int32_t threads;
    int32_t reserved;
    const vreward_truth_arrays *truth_arrays;
    const vreward_truths *prepared;
} vreward_item_batch;

/* As vreward_score(); a recipe that pairs no items is ARGUMENT. */
VREWARD_API int32_t vreward_score_items(
    const vreward_scorer *scorer, const vreward_item_batch *batch,
    const vreward_result *result, vreward_error *err);

/* They write why sample 'index' of 'batch' scores what it scores, as one JSON
 * object (docs/explanation.md), from the same trace as the score. Nothing else
 * of the batch is looked at. TRUTH: a bad truth is explained all the same.
 * Errors: ARGUMENT, TRUTH, CAPACITY, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_explain(
    const vreward_scorer *scorer, const vreward_batch *batch, int64_t index,
    char *buffer, int64_t capacity, int64_t *needed, vreward_error *err);
VREWARD_API int32_t vreward_explain_items(
    const vreward_scorer *scorer, const vreward_item_batch *batch,
    int64_t index, char *buffer, int64_t capacity, int64_t *needed,
    vreward_error *err);

/* ---- figures over many samples ------------------------------------------ */

/* What papers print of a whole data set: AP, accuracies, errors
 * (docs/figures.md). Boxes and texts are not kept. It is changed by every call
 * but the last, so one call at a time may use it, and its scorer lives as long
 * as it does. */
typedef struct vreward_evaluation vreward_evaluation;

/* '*evaluation' is a new one without samples, NULL on an error. Which figures
 * it has follows from the recipe's task. Errors: ARGUMENT, MEMORY. */
VREWARD_API int32_t vreward_evaluation_create(
    const vreward_scorer *scorer, vreward_evaluation **evaluation,
    vreward_error *err);

/* NULL is fine. */
VREWARD_API void vreward_evaluation_destroy(vreward_evaluation *evaluation);

/* They add the samples of 'batch', whose `threads` has no meaning here.
 * keys[i] says which image or prompt sample i belongs to: rollouts of one image
 * have the same. NULL: they are counted on from those added before; keys are
 * given always or never. TRUTH: samples with bad truths are counted, all others
 * are added; err->index is the first of them. After another error nothing is
 * added. Errors: ARGUMENT, TRUTH, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_evaluation_add(
    vreward_evaluation *evaluation, const vreward_batch *batch,
    const int64_t *keys, vreward_error *err);
VREWARD_API int32_t vreward_evaluation_add_items(
    vreward_evaluation *evaluation, const vreward_item_batch *batch,
    const int64_t *keys, vreward_error *err);

/* Adds all samples of 'from', which stays as it is. Both have the same recipe,
 * and keys unless one is empty. Errors: ARGUMENT, MEMORY (nothing is added). */
VREWARD_API int32_t vreward_evaluation_merge(
    vreward_evaluation *into, const vreward_evaluation *from,
    vreward_error *err);

typedef struct vreward_evaluation_options {
    uint64_t struct_size;
    int64_t bootstrap; /* resamples of the keys, for intervals; 0: none */
    int64_t seed;      /* the same seed and number of keys draw the same ones */
    int32_t resamples; /* 1: with the value in each resample */
    int32_t reserved;
} vreward_evaluation_options;

/* The figures as one JSON object. 'options' may be NULL. They are the same
 * doubles in whatever order samples were added and parts merged, where keys
 * were given. The text is kept until something is added: asking for its length
 * first costs nothing. Errors: ARGUMENT, CAPACITY, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_evaluation_json(
    vreward_evaluation *evaluation, const vreward_evaluation_options *options,
    char *buffer, int64_t capacity, int64_t *needed, vreward_error *err);

#ifdef __cplusplus
}
#endif

#endif
