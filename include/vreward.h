/*
 * vreward: rule-based rewards for visual perception.
 *
 * From the text a model wrote and the truth to a score, its terms, a reason and an explanation.
 *
 * What holds for every function here:
 *
 *   Text      UTF-8 with a length in bytes; no NUL is needed and any byte is accepted. Invalid UTF-8 reads as U+FFFD.
 *   Ragged    Many texts are one block of bytes and int64 offsets, one more than there are texts: text i is the bytes
 *             offsets[i] .. offsets[i+1]. Offsets never decrease (the layout of Arrow's large_utf8). Counts, lengths
 *             and offsets are at most 2^48.
 *   Arrays    of numbers are aligned as their type asks; structs may lie anywhere.
 *   Boxes     are four doubles x1, y1, x2, y2; points two, x, y. Matrices are row-major.
 *   Options   are structs whose first member is their own size (`struct_size = sizeof options`); NULL or zeroed members
 *             are the defaults. A shorter struct of an older caller is read as if the rest were zero; a longer one of a
 *             newer caller is refused with VREWARD_E_UNSUPPORTED unless the rest is zero. A size that no release had
 *             (below that of the first, or no multiple of 8) is VREWARD_E_ARGUMENT. Reserved members are 0.
 *   Errors    0 (VREWARD_OK) or a negative code comes back; `err`, where not NULL, is filled on failure and set to all
 *             zero on success. What a model wrote is never an error.
 *   Memory    Inputs are only read, outputs belong to the caller, no pointer is kept after the call.
 *   Threads   Every function may be called from any thread; a scorer never changes once created and may be used by any
 *             number of threads at once. Nothing here prints, exits, uses the locale or leaves a thread behind. The
 *             environment is read when the library is loaded and never again: VREWARD_ISA (portable, avx2, neon)
 *             picks the instruction set of the fast paths, all of which give the same results.
 *   Numbers   The same input gives the same doubles on every machine, thread and batch order.
 */
#ifndef VREWARD_H
#define VREWARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VREWARD_API
#if defined(__GNUC__)
#define VREWARD_API __attribute__((visibility("default")))
#else
#define VREWARD_API
#endif
#endif

/* ---- version ---------------------------------------------------------------------------------------------------- */

#define VREWARD_VERSION_MAJOR 0
#define VREWARD_VERSION_MINOR 1
#define VREWARD_VERSION_PATCH 0
#define VREWARD_VERSION (VREWARD_VERSION_MAJOR * 1000000 + VREWARD_VERSION_MINOR * 1000 + VREWARD_VERSION_PATCH)

/* VREWARD_VERSION of the library that runs, which may be newer than this header. */
VREWARD_API int32_t vreward_version(void);

/* The same as text, "0.1.0"; static storage. */
VREWARD_API const char *vreward_version_string(void);

/* ---- errors and reasons ----------------------------------------------------------------------------------------- */

enum {
    VREWARD_OK = 0,
    VREWARD_E_ARGUMENT = -1,    /* a NULL, a negative count, decreasing offsets, an unknown option value, ... */
    VREWARD_E_RECIPE = -2,      /* a recipe that is not JSON, has an unknown member or a value out of range */
    VREWARD_E_TRUTH = -3,       /* a truth that cannot be used; every other sample of the batch was scored */
    VREWARD_E_CAPACITY = -4,    /* a buffer is too short; the needed length was written */
    VREWARD_E_MEMORY = -5,      /* out of memory; nothing leaked */
    VREWARD_E_UNSUPPORTED = -6, /* a struct of a newer header sets what this library does not know */
    VREWARD_E_LIMIT = -7,       /* the input asks for more than the library does: more pairs than it matches, ... */
};

/* What went wrong and where. Frozen: 256 bytes for ever. */
typedef struct vreward_error {
    int32_t code;      /* VREWARD_E_*, or 0 */
    int32_t reserved;  /* 0 */
    int64_t index;     /* of the sample, text or box it is about, or -1 */
    int64_t offset;    /* byte in the recipe or truth it is about, or -1 */
    char message[232]; /* one sentence in English, NUL-terminated, valid UTF-8 without control characters */
} vreward_error;

/* One JSON object: versions of vreward, cJSON, PCRE2, utf8proc and Unicode, and the instruction set in use. What scores
 * may depend on besides the input is named here. buffer: capacity bytes, no NUL; *needed is the length. Errors:
 * ARGUMENT, CAPACITY. */
VREWARD_API int32_t vreward_build_info(char *buffer, int64_t capacity, int64_t *needed, vreward_error *err);

/* "VREWARD_E_ARGUMENT" for -1 and so on; NULL for a code that does not exist; static storage. */
VREWARD_API const char *vreward_error_name(int32_t code);

/* Why a score is what it is. A sample has one primary reason and a bit set of all (bit r: reason r). The order in which
 * the primary one is chosen, and what each means, is in docs/why-is-my-reward-zero.md. Numbers never change. */
enum {
    VREWARD_REASON_OK = 0,
    VREWARD_REASON_NO_ANSWER = 1,      /* unparsable: no answer section where one is required */
    VREWARD_REASON_EMPTY_ANSWER = 2,   /* unparsable: nothing in it, not even a word for "nothing" */
    VREWARD_REASON_TRUNCATED = 3,      /* the text breaks off; what was complete counts */
    VREWARD_REASON_BAD_SYNTAX = 4,     /* unparsable: items begin but none is complete */
    VREWARD_REASON_NO_ITEMS = 5,       /* unparsable: an answer without any item */
    VREWARD_REASON_BAD_VALUE = 6,      /* a refused item: not finite, beyond 1e9, without extent, of the wrong kind */
    VREWARD_REASON_AMBIGUOUS = 7,      /* unparsable: two different answers where one is asked */
    VREWARD_REASON_TOO_LARGE = 8,      /* unparsable: a cap of the recipe (max_bytes, max_items) is exceeded */
    VREWARD_REASON_LIMIT = 9,          /* a pattern reached its match limit */
    VREWARD_REASON_SPACE_SUSPECT = 10, /* numbers that do not look like the declared coordinate space */
    VREWARD_REASON_BAD_TRUTH = 11,     /* the truth, not the completion, is at fault; the score is NaN */
    VREWARD_REASON_NO_OVERLAP = 12,    /* nothing written touches anything true */
    VREWARD_REASON_LABEL_MISMATCH = 13,
    VREWARD_REASON_MISSED_ITEMS = 14,
    VREWARD_REASON_EXTRA_ITEMS = 15,
    VREWARD_REASON_WRONG_COUNT = 16,
    VREWARD_REASON_TEXT_DIFFERS = 17,
    VREWARD_REASON_FORMAT_FAILED = 18,   /* a format check that weighs in the score failed */
    VREWARD_REASON_BELOW_THRESHOLD = 19, /* pairs are there, and the threshold or the shaping makes them nothing */
    VREWARD_REASON_NO_LABEL = 20,        /* no label was read where labels count */
    VREWARD_REASON_TOO_LONG = 21,        /* the length costs */
    VREWARD_REASON_REPEATS = 22,         /* repetition costs */
    VREWARD_REASON_WRONG_ANSWER = 23,    /* another number, choice or short answer than the truth's */
};

/* "no_answer" for 1 and so on; NULL for a number that does not exist; static storage. */
VREWARD_API const char *vreward_reason_name(int32_t reason);

/* ---- geometry --------------------------------------------------------------------------------------------------- */

enum { /* kind of overlap */
       VREWARD_OVERLAP_IOU = 0,
       VREWARD_OVERLAP_GIOU = 1,           /* generalised IoU, Rezatofighi et al. 2019, arXiv 1902.09630; in [-1, 1] */
       VREWARD_OVERLAP_IOA_PREDICTION = 2, /* intersection over the area of a */
       VREWARD_OVERLAP_IOA_TRUTH = 3,      /* intersection over the area of b */
};

enum {                             /* convention of the area */
       VREWARD_AREA_HALF_OPEN = 0, /* (x2-x1)(y2-y1); a union of 0 gives 0 */
       VREWARD_AREA_INCLUSIVE = 1, /* +1 on every extent, as in Pascal VOC */
       VREWARD_AREA_VLM_R1 = 2,    /* intersection from x2-1 with +1, 0 unless strictly overlapping after the -1 */
};

enum {                             /* boxes without extent */
       VREWARD_INVALID_REJECT = 0, /* overlap 0 (giou -1) with everything */
       VREWARD_INVALID_SORT = 1,   /* corners are put in order first */
       VREWARD_INVALID_LEGACY = 2, /* computed as written */
};

typedef struct vreward_overlap_options {
    uint64_t struct_size;
    int32_t kind;       /* VREWARD_OVERLAP_IOU ... */
    int32_t convention; /* VREWARD_AREA_HALF_OPEN ... */
    int32_t invalid;    /* VREWARD_INVALID_REJECT ... */
    int32_t reserved;
} vreward_overlap_options;

/* overlap[i * b_count + j] of a[i] (a prediction) with b[j] (a truth): a_count x b_count doubles. Not-finite
 * coordinates overlap nothing. Errors: ARGUMENT, UNSUPPORTED. */
VREWARD_API int32_t vreward_overlap(const vreward_overlap_options *options, const double *a, int64_t a_count,
                                    const double *b, int64_t b_count, double *overlap, vreward_error *err);

/* The size that Qwen's image processors resize to: both sides multiples of `factor` (28 for Qwen2-VL and Qwen2.5-VL,
 * 32 for Qwen3-VL), the area within min_pixels .. max_pixels (0: 56*56 and 14*14*4*1280), the shape kept as well as
 * that allows. Errors: ARGUMENT (a side below 1, a shape beyond 200 to 1, limits that exclude each other). */
VREWARD_API int32_t vreward_smart_resize(int64_t height, int64_t width, int64_t factor, int64_t min_pixels,
                                         int64_t max_pixels, int64_t *resized_height, int64_t *resized_width,
                                         vreward_error *err);

/* ---- text ------------------------------------------------------------------------------------------------------- */

enum { /* distance */
       VREWARD_DISTANCE_LEVENSHTEIN = 0,
       VREWARD_DISTANCE_INDEL = 1, /* insertions and deletions only */
       VREWARD_DISTANCE_LCS = 2,   /* length of the longest common subsequence: the larger the more alike */
};

enum { /* unit */
       VREWARD_UNIT_CODEPOINT = 0,
       VREWARD_UNIT_GRAPHEME = 1, /* extended grapheme cluster, UAX #29 */
       VREWARD_UNIT_BYTE = 2,
       VREWARD_UNIT_WORD = 3,        /* separated by Unicode white space */
       VREWARD_UNIT_CJK_OR_WORD = 4, /* a CJK character each, words elsewhere */
       VREWARD_UNIT_TOKEN = 5, /* a run of letters or digits, a CJK or Thai character, a sign; see docs/recipes.md */
};

/* Normalisation, bits. They are applied in the order of the numbers behind them. */
enum {
    VREWARD_NORMALIZE_STRIP_FENCE = 1,   /* 1: a Markdown fence around the text, and a paragraph before and behind it */
    VREWARD_NORMALIZE_CRLF_TO_LF = 2,    /* 2 */
    VREWARD_NORMALIZE_NFC = 4,           /* 3 */
    VREWARD_NORMALIZE_NFKC = 8,          /* 4 */
    VREWARD_NORMALIZE_LOWER = 16,        /* 8: simple case mapping, code point by code point */
    VREWARD_NORMALIZE_REMOVE_SPACE = 32, /* 10 */
    VREWARD_NORMALIZE_COLLAPSE_SPACE = 64, /* 11: every run of white space is one space */
    VREWARD_NORMALIZE_TRIM = 128,          /* 12: Unicode white space at both ends */
    VREWARD_NORMALIZE_WIDTH = 256,         /* 6: full-width ASCII to ASCII, half-width katakana to katakana */
    VREWARD_NORMALIZE_QUOTES = 512,        /* 7: typographic quotation marks, apostrophes and dashes to ", ' and - */
    VREWARD_NORMALIZE_MARKUP = 1024,       /* 9: marks of Markdown headings, emphasis and code, <br>, <b>, <sup> ... */
    VREWARD_NORMALIZE_INVISIBLE = 2048,    /* 5: what nothing is drawn for goes (Default_Ignorable_Code_Point) */
};

typedef struct vreward_edit_distance_options {
    uint64_t struct_size;
    int32_t distance;   /* VREWARD_DISTANCE_LEVENSHTEIN ... */
    int32_t unit;       /* VREWARD_UNIT_CODEPOINT ... */
    uint32_t normalize; /* VREWARD_NORMALIZE_STRIP_FENCE | ...; 0: nothing is changed */
    int32_t bounded;    /* 1: `bound` holds (not with LCS) */
    int64_t bound;      /* a distance above it is reported as bound + 1, which is found sooner */
} vreward_edit_distance_options;

/* distance[i] between text i of a and text i of b, or text 0 of b where b_count is 1. Exact at every length, memory
 * O(longest text). Errors: ARGUMENT, MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_edit_distance(const vreward_edit_distance_options *options, const char *a,
                                          const int64_t *a_offsets, int64_t a_count, const char *b,
                                          const int64_t *b_offsets, int64_t b_count, int64_t *distance,
                                          vreward_error *err);

/* ---- matching --------------------------------------------------------------------------------------------------- */

enum {                               /* how */
       VREWARD_MATCH_OPTIMAL = 0,    /* the largest sum */
       VREWARD_MATCH_GREEDY = 1,     /* the best pair left, again and again */
       VREWARD_MATCH_PER_COLUMN = 2, /* each column in order takes the best row left */
       VREWARD_MATCH_SEQUENTIAL = 3, /* row i with column i */
};

typedef struct vreward_match_options {
    uint64_t struct_size;
    int32_t how;     /* VREWARD_MATCH_OPTIMAL ... */
    int32_t use_min; /* 1: `min` holds */
    double min;      /* a pair below it is no pair */
    int32_t kind;    /* of overlap, vreward_match_boxes only, as are the next two */
    int32_t convention;
    int32_t invalid;
    int32_t reserved;
} vreward_match_options;

/* row_to_col[i] is the column that row i is paired with, or -1. Without `min` as many pairs as there are of the shorter
 * side, and of equal sums the one that scipy's linear_sum_assignment gives; -infinity forbids a pair, and then: as many
 * pairs as possible, and of these the largest sum. With `min` the largest sum, and of equal ones the most pairs; a pair
 * of negative value is worse than none. Greedy ways take the first of equals, by row, then column. Errors: ARGUMENT (NaN
 * or +infinity among the values, too), MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_match(const vreward_match_options *options, const double *value, int64_t rows, int64_t cols,
                                  int64_t *row_to_col, vreward_error *err);

/* From boxes to pairs: a_to_b[i] is the partner of a[i], or -1; overlap[i] (may be NULL) their overlap, or 0. Pairs
 * without overlap, or below `min`, are none. Never builds the whole matrix, unless more than 2^25 pairs overlap; then
 * the greedy ways, and more than 2^27 combinations, are LIMIT. Errors: as above, LIMIT. */
VREWARD_API int32_t vreward_match_boxes(const vreward_match_options *options, const double *a, int64_t a_count,
                                        const double *b, int64_t b_count, int64_t *a_to_b, double *overlap,
                                        vreward_error *err);

/* ---- recipes ---------------------------------------------------------------------------------------------------- */

/* The built-in recipes: the native ones sorted by name, then those that reproduce a published reward, sorted, too, whose
 * JSON has the member `source`. The JSON of one is what vreward_scorer_create makes of its name. */
VREWARD_API int64_t vreward_recipe_count(void);
VREWARD_API const char *vreward_recipe_name(int64_t index); /* NULL beyond the end; static storage */

/* Writes the recipe's own JSON, without the defaults, to buffer (capacity bytes, no NUL); *needed is its length.
 * Errors: ARGUMENT (no such recipe), CAPACITY, MEMORY. */
VREWARD_API int32_t vreward_recipe_json(const char *name, int64_t name_length, char *buffer, int64_t capacity,
                                        int64_t *needed, vreward_error *err);

/* The models that a recipe's member `model` may name, sorted (docs/models.md). The JSON of one has `description`,
 * `writes` (an example), `source` (addresses) and `members`: the members of a recipe that it stands for. Errors as
 * above. */
VREWARD_API const char *vreward_model_name(int64_t index); /* NULL beyond the end; static storage */
VREWARD_API int32_t vreward_model_json(const char *name, int64_t name_length, char *buffer, int64_t capacity,
                                       int64_t *needed, vreward_error *err);

/* ---- scorers ---------------------------------------------------------------------------------------------------- */

typedef struct vreward_scorer vreward_scorer;

/* A scorer from a recipe: a JSON object, or a JSON string or bare word that names a built-in one. The members are in
 * docs/recipes.md. Errors: ARGUMENT, RECIPE (err.offset: the byte), MEMORY. */
VREWARD_API int32_t vreward_scorer_create(const char *recipe, int64_t length, vreward_scorer **scorer,
                                          vreward_error *err);

/* NULL is fine. No other call may be using the scorer. */
VREWARD_API void vreward_scorer_destroy(vreward_scorer *scorer);

/* The terms of the score, in the order of vreward_result.term; the first three are format, parsed and accuracy. */
VREWARD_API int64_t vreward_scorer_term_count(const vreward_scorer *scorer);
VREWARD_API const char *vreward_scorer_term_name(const vreward_scorer *scorer, int64_t term); /* NULL beyond the end */

/* Bounds that the term (or the score) never leaves; infinite where there is none. Errors: ARGUMENT. */
VREWARD_API int32_t vreward_scorer_term_range(const vreward_scorer *scorer, int64_t term, double *low, double *high,
                                              vreward_error *err);
VREWARD_API int32_t vreward_scorer_range(const vreward_scorer *scorer, double *low, double *high, vreward_error *err);

/* The recipe with every default resolved, as JSON, for run logs. Errors: ARGUMENT, CAPACITY, MEMORY. */
VREWARD_API int32_t vreward_scorer_recipe_json(const vreward_scorer *scorer, char *buffer, int64_t capacity,
                                               int64_t *needed, vreward_error *err);

/* ---- parsing ---------------------------------------------------------------------------------------------------- */

enum { VREWARD_ITEM_BOX = 1, VREWARD_ITEM_POINT = 2 }; /* kind of item */

typedef struct vreward_item {
    double value[4];   /* box: x1, y1, x2, y2; point: x, y, 0, 0; as written, in the order brought to x before y */
    double confidence; /* as written; NaN: none */
    int64_t begin;     /* bytes of the text that the item was read from: begin .. end */
    int64_t end;
    int64_t label_begin; /* bytes of vreward_parsed.label_text, which items of one label share; both -1: no label */
    int64_t label_end;
    int32_t kind;   /* VREWARD_ITEM_BOX or VREWARD_ITEM_POINT */
    int32_t reason; /* VREWARD_REASON_OK; counted, but pairs with nothing: VREWARD_REASON_BAD_VALUE, or
                       VREWARD_REASON_EXTRA_ITEMS: of another form than the one that counts */
} vreward_item;

typedef struct vreward_parsed {
    uint64_t struct_size;
    char *label_text;       /* in: room for the labels, decoded to UTF-8; may be NULL */
    int64_t label_capacity; /* in: its size in bytes */
    int64_t label_length;   /* out: bytes needed for all labels; one that several items share counts once */
    int64_t count;          /* out: number of items, of which at most `capacity` were written */
    uint64_t reasons;       /* out: bit set of reasons */
    uint64_t repairs;       /* out: bit set, vreward_repair_name */
    int64_t answer_begin;   /* out: bytes of the text that were taken for the answer */
    int64_t answer_end;
    double number;   /* out: the number that was read (counting), else NaN */
    int32_t reason;  /* out: the primary reason */
    int32_t dialect; /* out: vreward_dialect_name; 0 (auto): nothing recognised */
    int32_t space;   /* out: the dialect's coordinate space, vreward_space_name */
    int32_t reserved;
} vreward_parsed;

/* Reads one completion as the scorer's recipe would, boxes first or points first as the recipe's target says. item_size
 * is sizeof(vreward_item) of the caller. Errors: ARGUMENT, CAPACITY (parsed is filled: ask again with count and
 * label_length), MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_parse(const vreward_scorer *scorer, const char *text, int64_t length, vreward_item *items,
                                  int64_t item_size, int64_t capacity, vreward_parsed *parsed, vreward_error *err);

/* Names for the numbers above ("qwen-vl", "norm1000", "trailing_comma"); NULL beyond the end; static storage. Dialects
 * and spaces count from 0, repairs are bits from 0. */
VREWARD_API const char *vreward_dialect_name(int32_t dialect);
VREWARD_API const char *vreward_space_name(int32_t space);
VREWARD_API const char *vreward_repair_name(int32_t bit);

/* ---- scoring ---------------------------------------------------------------------------------------------------- */

typedef struct vreward_batch {
    uint64_t struct_size;
    int64_t count;                     /* completions */
    const char *completion;            /* ragged text */
    const int64_t *completion_offsets; /* [count + 1] */
    const char *truth;                 /* ragged text: JSON documents, see docs/truth.md */
    const int64_t *truth_offsets;      /* [truth_count + 1] */
    int64_t truth_count;               /* 0 only where the recipe needs no truth */
    const int64_t *truth_index; /* [count], the truth of each completion; NULL: one each, or the only one for all */
    int32_t threads;            /* 0 or 1: this thread; else that many in all. Never changes a result. */
    int32_t reserved;
} vreward_batch;

typedef struct vreward_result { /* outputs of the caller's; NULL: not wanted */
    uint64_t struct_size;
    double *score;     /* [count]; NaN where the truth is bad */
    double *term;      /* [term_count][count] */
    int32_t *reason;   /* [count], primary reason */
    uint64_t *reasons; /* [count], bit set of all */
} vreward_result;

/* Scores a batch. One bad completion never disturbs another. Errors: ARGUMENT, TRUTH (the others are scored;
 * err.index is the first such sample, err.offset the byte in its truth), MEMORY, UNSUPPORTED. */
VREWARD_API int32_t vreward_score(const vreward_scorer *scorer, const vreward_batch *batch,
                                  const vreward_result *result, vreward_error *err);

/* The same for callers who already hold items as arrays: no text is read, `format` and `parsed` are 1 (but at their
 * worst beyond max_items). Only recipes that pair items (else ARGUMENT). Truths stay JSON. */
typedef struct vreward_item_batch {
    uint64_t struct_size;
    int64_t count;               /* samples */
    const int64_t *item_offsets; /* [count + 1]: sample i owns items item_offsets[i] .. item_offsets[i+1] */
    const double *box;           /* [items][4], or NULL where there are points */
    const double *point;         /* [items][2], or NULL where there are boxes */
    const char *label;           /* ragged text, [items]; NULL: no labels */
    const int64_t *label_offsets;
    const double *confidence; /* [items], NaN: none; NULL: none at all */
    const char *truth;        /* as in vreward_batch from here on */
    const int64_t *truth_offsets;
    int64_t truth_count;
    const int64_t *truth_index;
    int32_t threads;
    int32_t reserved;
} vreward_item_batch;

VREWARD_API int32_t vreward_score_items(const vreward_scorer *scorer, const vreward_item_batch *batch,
                                        const vreward_result *result, vreward_error *err);

/* Why one completion scored what it scored, as one JSON object (docs/explanation.md), written from the same trace as
 * the score. buffer: capacity bytes, no NUL; *needed is the length. A bad truth is explained, too, and returned as
 * TRUTH. truth may be NULL where the recipe needs none. Errors: ARGUMENT, TRUTH, CAPACITY, MEMORY. */
VREWARD_API int32_t vreward_explain(const vreward_scorer *scorer, const char *completion, int64_t completion_length,
                                    const char *truth, int64_t truth_length, char *buffer, int64_t capacity,
                                    int64_t *needed, vreward_error *err);

#ifdef __cplusplus
}
#endif

#endif
