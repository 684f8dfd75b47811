#include "recipe/members.h"
#include "geometry/spaces.h"
#include "recipe/choices.h"

#include "parse/dialects.h"
#include "text/units.h"
#include "vreward.h"

#define OFFSET(field) offsetof(struct config, field)

/* Tasks that read items, and those that compare boxes. */
#define BOXES "grounding detection"
#define ITEMS BOXES " counting"

#define LARGEST 9007199254740991.0 /* 2^53 - 1: every whole number up to it is a double */

#define EMPTY_WORDS "\"none\", \"no object\", \"no objects\", \"nothing\", \"not found\""
#define EMPTY_DOC                                                                                                      \
    "Answers that say \"nothing is there\": texts, compared without surrounding white space, quotes, a final full "    \
    "stop and case; expressions (PCRE2), `{\"pattern\": \"...\"}`, that match anywhere in the answer. A text that is " \
    "a "                                                                                                               \
    "list of numbers, `\"[-1,-1]\"`, also stands for an item that is that list."
#define QUALITY_DOC                                                                                                   \
    "`near`: half the way to the nearest other true point, but at most half the diagonal of the true box (of a bare " \
    "point: a tenth of the image's), and at least a hundredth of the image's"
#define TRUTH_DOC                                                                                                      \
    "How truths are written. `json`: a document, as docs/truth.md says; `answer`: as a model writes its answer, read " \
    "by the recipe's own reader (`<answer>[10, 20, 30, 40]</answer>`)."
#define UNIT_DOC                                                                                                     \
    "What is counted. `token`: a run of letters or digits (from the 17th on each is one); a Chinese, Japanese, "     \
    "Korean, Thai, Lao, Khmer or Burmese character; any other character but white space. `word`: what white space "  \
    "separates. `cjk-or-word`: a Chinese or Japanese character each, words elsewhere. `byte`: outside Latin script " \
    "all "                                                                                                           \
    "letters begin alike, so that any text of the script earns much."

/* A row reads best as a sentence. */
/* clang-format off */
const struct member members[] = {
    /* every task */
    {.path = "base", .type = MEMBER_WORD,
     .doc = "The built-in recipe that this one derives from. Its members hold unless given here: objects are merged "
            "member by member, `null` takes a member back to its default, anything else replaces (JSON Merge Patch, "
            "RFC 7396)."},
    {.path = "task", .type = MEMBER_WORD, .required = true,
     .doc = "What is scored. A `base` brings it along and fixes it."},
    {.path = "description", .type = MEMBER_WORD, .preset = "\"\"",
     .doc = "For people; changes nothing."},
    {.path = "source", .type = MEMBER_WORD,
     .doc = "Where a published reward stands: repository, commit, function. Changes nothing."},
    {.path = "weights", .type = MEMBER_WEIGHTS, .low = -1e6, .high = 1e6, .preset = "{\"accuracy\": 1}",
     .doc = "The score is the sum of these terms, each times its weight. Where it is not named, `accuracy` has weight 1 and "
            "any other term 0 (or what the `base` gives it): `{\"format\": 0.1}` adds a tenth for the format, "
            "`{\"format\": 1, \"accuracy\": 0}` pays the format alone. Some terms are there only where they are named, if with 0. "
            "Terms without bounds are refused."},
    {.path = "factors", .type = MEMBER_FACTORS, .preset = "[]",
     .doc = "Terms that this sum is multiplied by: with `[\"format\"]` nothing is earned without the format. Terms that are "
            "there only where they are named are there by this, too."},
    {.path = "clip", .type = MEMBER_RANGE, .low = -1e9, .high = 1e9, .offset = OFFSET(clip),
     .doc = "Two numbers: what is below the first or above the second becomes it."},
    {.path = "round", .type = MEMBER_INTEGER, .high = 15, .offset = OFFSET(round),
     .doc = "The score is rounded to so many digits after the decimal point, a tie to the even one."},
    {.path = "both_empty", .tasks = ITEMS " ocr", .type = MEMBER_NUMBER, .low = -1e9, .high = 1e9,
     .offset = OFFSET(both_empty),
     .doc = "The score where nothing is true and nothing was written, whatever its terms (which are then at their best): 0 "
            "keeps images without objects from being earned by silence."},
    {.path = "format", .type = MEMBER_FORMAT, .preset = "[]",
     .doc = "Checks of the format; the term `format` is the weighted share of those that pass. Without any, it is 1 "
            "where the answer was read without repair, else 0."},
    {.path = "format[].pattern", .type = MEMBER_PATTERN,
     .doc = "An expression (PCRE2) that the completion must match. `.` does not match line ends: put `(?s)` before it "
            "where it should."},
    {.path = "format[].mode", .type = MEMBER_CHOICE, .name = mode_name, .preset = "\"full\"",
     .doc = "Where the expression must match: the `full` text, a `prefix` of it, or anywhere (`search`)."},
    {.path = "format[].tags", .type = MEMBER_TEXTS,
     .doc = "Names of tags: each stands once, in this order, opened and closed, with nothing outside but white space (and "
            "tokens like `<|im_end|>` at the end)."},
    {.path = "format[].opened", .type = MEMBER_CHOICE, .name = opened_name, .preset = "\"either\"",
     .doc = "Who opens the first of the `tags`: the `completion`, the `prompt` (whose template ends in `<think>`, say, so "
            "that no completion can hold it), or `either`."},
    {.path = "format[].json", .type = MEMBER_CHOICE, .name = shape_name,
     .doc = "What the answer, as JSON, must be."},
    {.path = "format[].weight", .type = MEMBER_NUMBER, .low = 1e-6, .high = 1e6, .preset = "1",
     .doc = "Weight of the check."},
    {.path = "signed_format", .type = MEMBER_BOOLEAN, .preset = "false", .offset = OFFSET(format_default),
     .doc = "The term `format` runs from -1 to 1 instead of from 0 to 1: -1 where nothing is right."},
    {.path = "answer.tag", .type = MEMBER_TEXTS, .preset = "[\"answer\"]", .offset = OFFSET(read.answer_tag),
     .count_offset = OFFSET(read.answer_tag_count),
     .doc = "Names of the tags that may hold the answer; the wrappers `boxed`, `begin_of_box` and `tool_call` count, "
            "too. `[]`: the whole text is the answer, without the thinking."},
    {.path = "answer.pattern", .type = MEMBER_PATTERN, .offset = OFFSET(read.answer_pattern),
     .doc = "An expression (PCRE2) that is looked for in the text as written, thinking included; its group named "
            "`answer` is the answer: `Answer:\\s*(?<answer>.*)`. It takes the place of the tags."},
    {.path = "answer.which", .type = MEMBER_CHOICE, .name = which_name, .preset = "\"last\"",
     .offset = OFFSET(read.answer_which),
     .doc = "Which answer section, or match, counts where there are several; with `only`, different ones are "
            "`ambiguous`."},
    {.path = "answer.missing", .type = MEMBER_CHOICE, .name = missing_name, .preset = "\"whole\"",
     .offset = OFFSET(read.answer_missing),
     .doc = "Where no answer section, or match, is: the `whole` text is read, or there is no answer (`none`)."},
    {.path = "think", .type = MEMBER_CHOICE, .name = think_name, .preset = "\"marks\"", .offset = OFFSET(read.think),
     .doc = "What is thinking, which is never read: what stands in `<think>`, `<thinking>`, `◁think▷` or harmony's "
            "analysis channel (`marks`); or nothing is (`none`), as the transcription of a page about tags needs. An "
            "object instead names further tags."},
    {.path = "think.tag", .type = MEMBER_TEXTS, .offset = OFFSET(read.think_tag),
     .count_offset = OFFSET(read.think_tag_count),
     .doc = "Names of further tags of thinking: `reasoning` for `<reasoning>`; a name with brackets of its own, like "
            "`[THINK]`, stands as it is, closed by `[/THINK]`."},
    {.path = "max_bytes", .type = MEMBER_INTEGER, .low = 1, .high = 1099511627776.0, .preset = "4194304",
     .offset = OFFSET(read.max_bytes),
     .doc = "A longer completion is not read, but `too_large`. Format checks look at it all the same."},

    /* items */
    {.path = "dialect", .tasks = ITEMS " repetition pr1-grounding", .type = MEMBER_CHOICE, .name = vreward_dialect_name,
     .preset = "\"auto\"", .offset = OFFSET(read.dialect),
     .doc = "How items are written. `number` is for counting only; `text` is how `ocr` reads, which takes no dialect."},
    {.path = "pattern", .tasks = ITEMS " repetition pr1-grounding", .type = MEMBER_PATTERN, .offset = OFFSET(read.pattern),
     .doc = "The expression (PCRE2) of the dialect `pattern`, with groups named x1, y1, x2 and y2, x and y, or start "
            "and end, and label, confidence or count. A match with a label alone is a heading: it names the items that "
            "follow and have no label of their own."},
    {.path = "empty", .tasks = BOXES, .type = MEMBER_EMPTY, .preset = "[" EMPTY_WORDS "]",
     .offset = OFFSET(read.empty), .count_offset = OFFSET(read.empty_count), .doc = EMPTY_DOC},
    {.path = "empty", .tasks = "counting", .type = MEMBER_EMPTY, .preset = "[" EMPTY_WORDS ", \"0\", \"zero\"]",
     .offset = OFFSET(read.empty), .count_offset = OFFSET(read.empty_count), .doc = EMPTY_DOC},
    {.path = "empty", .tasks = "ocr", .type = MEMBER_EMPTY, .preset = "[]", .offset = OFFSET(read.empty),
     .count_offset = OFFSET(read.empty_count), .doc = EMPTY_DOC},
    {.path = "keys.box", .tasks = ITEMS " repetition", .type = MEMBER_TEXTS, .preset = "[]",
     .offset = OFFSET(own_keys[OWN_BOX].list), .count_offset = OFFSET(own_keys[OWN_BOX].count),
     .doc = "Names of your own for keys of boxes in JSON, beside those of docs/formats.md and before them; in any case, "
            "and `_`, `-` and spaces do not matter."},
    {.path = "keys.point", .tasks = ITEMS " repetition", .type = MEMBER_TEXTS, .preset = "[]",
     .offset = OFFSET(own_keys[OWN_POINT].list), .count_offset = OFFSET(own_keys[OWN_POINT].count),
     .doc = "The same for points."},
    {.path = "keys.label", .tasks = ITEMS " repetition", .type = MEMBER_TEXTS, .preset = "[]",
     .offset = OFFSET(own_keys[OWN_LABEL].list), .count_offset = OFFSET(own_keys[OWN_LABEL].count),
     .doc = "The same for labels, which count before all others."},
    {.path = "keys.confidence", .tasks = ITEMS, .type = MEMBER_TEXTS, .preset = "[]",
     .offset = OFFSET(own_keys[OWN_CONFIDENCE].list), .count_offset = OFFSET(own_keys[OWN_CONFIDENCE].count),
     .doc = "The same for confidences."},
    {.path = "max_items", .tasks = ITEMS " repetition pr1-grounding", .type = MEMBER_INTEGER, .low = 1, .high = 1e6,
     .preset = "10000", .offset = OFFSET(read.max_items),
     .doc = "A completion with more items is `too_large`."},
    {.path = "items", .tasks = "detection counting", .type = MEMBER_CHOICE, .name = several_items_name,
     .preset = "\"all\"", .offset = OFFSET(read.items),
     .doc = "Which items count. `all`: so further ones cost. `distinct`: one that repeats place and label of an earlier one "
            "is free (fate `passed_over`), as where a model should not pay for stuttering."},
    {.path = "items", .tasks = "grounding", .type = MEMBER_CHOICE, .name = items_name, .preset = "\"all\"",
     .offset = OFFSET(read.items),
     .doc = "Which items count. `all`: so further ones cost. `distinct`: one that repeats place and label of an earlier one "
            "is free, as where a model should not pay for stuttering. `first`: all others are free, which breaks rules 2 and 3: "
            "a model may list guesses behind its answer. `only`: several are `ambiguous`, as where one click is asked. What is "
            "free has the fate `passed_over`."},
    {.path = "strict", .tasks = ITEMS, .type = MEMBER_BOOLEAN, .preset = "false", .offset = OFFSET(read.strict),
     .doc = "An answer that needs a repair is `bad_syntax`, as where a program behind the model reads it without any; of JSON "
            "what Python's `json.loads` would not take. A fence or prose around the list is a repair: `answer.pattern` takes it off."},
    {.path = "unreadable", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = unreadable_name, .preset = "\"worst\"",
     .offset = OFFSET(read.unreadable),
     .doc = "An answer that is there and holds nothing readable is a case of its own, the `worst`; or it is as good as an `empty` "
            "one, which is right where nothing is there: any prose earns all then, which breaks rule 6."},
    {.path = "faulty", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = faulty_name, .preset = "\"count\"",
     .offset = OFFSET(read.faulty),
     .doc = "What a refused item (a bad value, a box without extent, the wrong kind) does. `count`: it costs as an extra one. "
            "`drop`: it is passed over, before `items` looks; where all are refused, the answer is a `bad_value`. `void`: "
            "it spoils the whole answer, and so does what began as an item and cannot be read (`bad_syntax`)."},
    {.path = "number", .tasks = "counting number answer", .type = MEMBER_CHOICE, .name = number_name,
     .preset = "\"anywhere\"", .offset = OFFSET(read.number),
     .doc = "The number of an answer is the only one `anywhere` in it; or the answer is the number `only`; or the `first` "
            "number that is stated counts, or the `last`."},
    {.path = "model", .tasks = ITEMS, .type = MEMBER_WORD,
     .doc = "What the model's numbers mean: a preset of `space` and, where it must be named, `dialect`, which hold where "
            "neither the recipe nor its base say otherwise. docs/models.md lists them."},
    {.path = "space.prediction", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = vreward_space_name,
     .preset = "\"auto\"", .offset = OFFSET(space),
     .doc = "The coordinate space of the model's numbers. `auto`: the one that the recognised dialect names, where the "
            "truth has the `size` to convert by; else, and where the dialect names none, the truth's own. `dialect`: "
            "the same, but a truth without `size` is refused. `same`: always the truth's own. Or one of the others."},
    {.path = "space.order", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = order_name, .preset = "\"dialect\"",
     .offset = OFFSET(read.order),
     .doc = "The order of the four numbers of a box."},
    {.path = "space.resize.factor", .tasks = ITEMS, .type = MEMBER_INTEGER, .low = 1, .high = 1024,
     .offset = OFFSET(resize_factor),
     .doc = "Where a truth has no `input_size`, it is computed from `size` as Qwen's image processors do: 28 for "
            "Qwen2-VL and Qwen2.5-VL, 32 for Qwen3-VL. Wants `max_pixels`."},
    {.path = "space.resize.min_pixels", .tasks = ITEMS, .type = MEMBER_INTEGER, .low = 1, .high = LARGEST,
     .preset = "3136", .offset = OFFSET(resize_min_pixels),
     .doc = "The smallest area of the resized image."},
    {.path = "space.resize.max_pixels", .tasks = ITEMS, .type = MEMBER_INTEGER, .low = 1, .high = LARGEST,
     .offset = OFFSET(resize_max_pixels),
     .doc = "The largest area of the resized image. There is no default, as processors of one model differ: read it from "
            "the checkpoint's `preprocessor_config.json` or from the training script, or name a `model`."},
    {.path = "invalid", .tasks = ITEMS " pr1-grounding", .type = MEMBER_CHOICE, .name = invalid_name, .preset = "\"reject\"",
     .offset = OFFSET(overlap.invalid),
     .doc = "Boxes without extent: refused, their corners put in order (`sort`), or computed as written (`legacy`)."},
    {.path = "overlap.convention", .tasks = BOXES, .type = MEMBER_CHOICE, .name = convention_name,
     .preset = "\"half-open\"", .offset = OFFSET(overlap.convention),
     .doc = "How the area of a box is computed: without or with 1 added to each extent, or as VLM-R1 does. The 1 is a "
            "pixel: with coordinates from 0 to 1 boxes that are apart would overlap."},
    {.path = "overlap.power", .tasks = "grounding detection", .type = MEMBER_SHAPE, .bit = SHAPE_POWER, .offset = OFFSET(shaping), .low = 1,
     .high = 16,
     .doc = "Quality is the IoU to this power, a whole number."},
    {.path = "overlap.above", .tasks = "grounding detection", .type = MEMBER_SHAPE, .bit = SHAPE_ABOVE, .offset = OFFSET(shaping), .high = 1,
     .doc = "Quality is 1 where the IoU is above this, else 0."},
    {.path = "overlap.at_least", .tasks = "grounding detection", .type = MEMBER_SHAPE, .bit = SHAPE_AT_LEAST, .offset = OFFSET(shaping),
     .low = 1e-9, .high = 1,
     .doc = "Quality is 1 where the IoU is at least this, else 0."},
    {.path = "overlap.ramp", .tasks = "grounding detection", .type = MEMBER_SHAPE, .bit = SHAPE_RAMP, .offset = OFFSET(shaping), .high = 1,
     .doc = "Two numbers: quality rises linearly from 0 where the IoU is the first to 1 where it is the second."},
    {.path = "pair", .tasks = ITEMS, .type = MEMBER_PAIR,
     .doc = "How good a pair is: the sum of these parts, each times its weight. `[{\"of\": \"distance\", \"below\": 20}]` pays "
            "a click within 20 pixels; `[{\"of\": \"overlap\", \"weight\": 0.5}, {\"of\": \"distance\", \"gaussian\": 0.5, "
            "\"weight\": 0.5}]` pays the box and its place. `overlap.power`, `overlap.above`, `overlap.at_least`, "
            "`overlap.ramp`, `quality`, `target` and `point_decay` are short forms that have no meaning beside it. The "
            "truth may hold `points` beside `boxes`, one for each. Weights that sum to 1 keep the accuracy within 1."},
    {.path = "pair[].of", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = of_pair_name, .preset = "\"overlap\"",
     .doc = "What two items are compared by: their `overlap`; their `corners`, the mean difference of the four numbers; "
            "the `distance` of their points, or of the centres of their boxes; or whether the written point, or centre, "
            "lies `inside` the true box, border included."},
    {.path = "pair[].above", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_ABOVE, .high = 1,
     .doc = "1 where the overlap is above this, else 0. A part has one shape at most."},
    {.path = "pair[].at_least", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_AT_LEAST, .low = 1e-9, .high = 1,
     .doc = "1 where the overlap is at least this, else 0."},
    {.path = "pair[].power", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_POWER, .low = 1, .high = 16,
     .doc = "The overlap to this power, a whole number."},
    {.path = "pair[].below", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_BELOW, .low = 1e-9, .high = 1e9,
     .doc = "1 where the corners or the points are less than this apart, else 0: in pixels, where the truth is."},
    {.path = "pair[].ramp", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_RAMP, .high = 1e9,
     .doc = "Two numbers: from 0 at the first linearly to 1 at the second. Of an overlap the second is the larger "
            "(`[0.5, 0.9]`), of corners and distances the smaller one (`[200, 30]`)."},
    {.path = "pair[].gaussian", .tasks = ITEMS, .type = MEMBER_SHAPE, .bit = SHAPE_GAUSSIAN, .low = 1e-6, .high = 1e6,
     .doc = "Of a distance: a bell curve, 1 at the true place, whose standard deviations are this share of the width and "
            "the height of the true box."},
    {.path = "pair[].in_own_box", .tasks = ITEMS, .type = MEMBER_BOOLEAN, .preset = "false",
     .doc = "The part earns nothing unless the written point lies in the box that was written with it, border included. "
            "An item without a box and a point is then refused."},
    {.path = "pair[].weight", .tasks = ITEMS, .type = MEMBER_NUMBER, .low = 1e-6, .high = 1e6, .preset = "1",
     .doc = "Weight of the part."},
    {.path = "target", .tasks = "grounding", .type = MEMBER_CHOICE, .name = target_name, .preset = "\"box\"",
     .offset = OFFSET(target),
     .doc = "A `box` is asked, and points are refused; or a `point` inside the true box (a written box gives its "
            "centre)."},
    {.path = "target", .tasks = "counting", .type = MEMBER_CHOICE, .name = counted_name, .preset = "\"truth\"",
     .offset = OFFSET(counted),
     .doc = "What is asked follows from the `truth`: points, boxes or a number; or it is a `box` for each object, which "
            "gives its centre: `(1,2),(3,4)` is then one, whatever the truth holds, and a bare count no truth."},
    {.path = "point_decay", .tasks = "grounding", .type = MEMBER_NUMBER, .high = 1e6, .preset = "0",
     .offset = OFFSET(point_decay),
     .doc = "With target `point`: quality falls from 1 at the edge of the true box to 0 at this many of its diagonals"
            " outside. The larger, the more a guess at the middle of the image earns: from 1 on, most of what a good "
            "model does."},
    {.path = "truth_format", .tasks = ITEMS " pr1-grounding", .type = MEMBER_CHOICE, .name = truth_name,
     .preset = "\"json\"", .offset = OFFSET(truth_format), .doc = TRUTH_DOC},
    {.path = "labels", .tasks = "detection", .type = MEMBER_CHOICE, .name = labels_name, .preset = "\"match\"",
     .offset = OFFSET(labels),
     .doc = "Only items of equal label pair (`match`); items pair by place, of equal sums the one with most right labels, "
            "and the terms `right`, `class` and `label_accuracy` count the labels afterwards (`after`); or labels play no "
            "part (`ignore`)."},
    {.path = "fold", .tasks = "detection", .type = MEMBER_BOOLEAN, .preset = "false", .offset = OFFSET(label_fold),
     .doc = "Labels are trimmed, their white space collapsed and lower-cased before they are compared."},
    {.path = "quality", .tasks = "detection counting", .type = MEMBER_QUALITY, .name = quality_name,
     .low = 1e-9, .high = 1e9, .preset = "\"near\"",
     .doc = "The distance at which the quality of a point falls to 0; up to half of it the quality is 1. " QUALITY_DOC
            "; `box`: the diagonal of the true box; or a number of pixels. `diagonal`: of the image, and the quality falls "
            "from the true point on. Where several true points are nearer than that, as may be with all but `near`, one "
            "point written several times is paid several times; with `diagonal` the middle of the image earns most of what "
            "a good model does."},
    {.path = "min_iou", .tasks = BOXES, .type = MEMBER_NUMBER, .high = 1, .preset = "0", .offset = OFFSET(min_iou),
     .doc = "Two items whose overlap is below this are no pair: the item earns nothing and the true one is missed. Of "
            "points it is the quality."},
    {.path = "f1_iou", .tasks = "detection", .type = MEMBER_NUMBER, .high = 1, .preset = "0.5",
     .offset = OFFSET(f1_iou),
     .doc = "The overlap (of points: the quality) from which on a pair counts for precision, recall, f1 and "
            "label_accuracy. The score changes only where one of these has a weight."},
    {.path = "match", .tasks = "detection counting", .type = MEMBER_CHOICE, .name = match_name,
     .preset = "\"optimal\"", .offset = OFFSET(match),
     .doc = "Who pairs with whom, one to one: so that the sum of qualities is largest (`optimal`); the best pair that is "
            "left, again and again (`greedy`); each true item in turn takes the best item that is left (`per-truth`); each "
            "item, the most confident first and equal ones as written, the best true one (`confidence`); item by item as "
            "written (`sequential`; both break rule 2). Or not one to one (`any`): each item with the true one it fits best, and each true "
            "one likewise; S/N is then the mean of the items, S/M that of the true ones. With all but `optimal`, "
            "precision, recall and f1 count these pairs."},
    {.path = "divisor", .tasks = ITEMS, .type = MEMBER_CHOICE, .name = divisor_name, .preset = "\"soft\"",
     .offset = OFFSET(divisor),
     .doc = "What the sum S over pairs is divided by, N items being written and M true: max(N, (N+M)/2), so that the "
            "accuracy is the smaller of S/N and their F1 (`soft`); (N+M)/2, the F1 (`mean`); the `larger` of N and M; N, "
            "so that missing costs nothing (`predicted`); M, so that extra items cost nothing (`truth`)."},
    {.path = "ap", .tasks = "detection", .type = MEMBER_CHOICES, .bit = REQUEST_AP, .name = ap_name, .preset = "[]",
     .offset = OFFSET(requested),
     .doc = "Further terms: average precision of the image as COCO defines it, over IoU 0.50:0.05:0.95, at 0.50, at "
            "0.75."},
    {.path = "order", .tasks = "detection counting", .type = MEMBER_CHOICE, .name = item_order_name,
     .preset = "\"canonical\"", .offset = OFFSET(order),
     .doc = "In which order items are taken that are equally sure (by average precision) or equally good (by the `match` "
            "`greedy` or `per-truth`): one that does not depend on the order of the answer, or as `written`, so that a model "
            "may put its surest first (which breaks rule 2)."},

    /* numbers */
    {.path = "tolerance", .tasks = "number", .type = MEMBER_NUMBERS, .high = 1, .preset = "0.05",
     .offset = OFFSET(within), .count_offset = OFFSET(within_count),
     .doc = "The term `tolerance` is 1 where the number is off by at most this share of the true one. Of several, as in "
            "`[0.01, 0.05, 0.1]`, it is the share that is kept, so that nearer pays more."},
    {.path = "tolerance", .tasks = "answer", .type = MEMBER_NUMBER, .high = 1, .preset = "0",
     .offset = OFFSET(tolerance),
     .doc = "A number is right where it is off by at most this share of the true one."},
    {.path = "eps", .tasks = "number", .type = MEMBER_NUMBER, .high = 1, .preset = "0", .offset = OFFSET(eps),
     .doc = "Added to |p - g| and to |g| in the term `relative`, as many do against a division by 0: then no number is "
            "quite right, and beside a true 0 none earns anything."},

    /* text */
    {.path = "truth_format", .tasks = "ocr number answer", .type = MEMBER_CHOICE, .name = truth_text_name, .preset = "\"json\"",
     .offset = OFFSET(truth_format), .doc = TRUTH_DOC " `text`: the whole of it is the text."},
    {.path = "distance", .tasks = "ocr", .type = MEMBER_CHOICE, .name = distance_name, .preset = "\"levenshtein\"",
     .offset = OFFSET(distance),
     .doc = "Edits are insertions, deletions and substitutions; or (`indel`) insertions and deletions only, so that a "
            "substitution costs two."},
    {.path = "norm", .tasks = "ocr", .type = MEMBER_CHOICE, .name = norm_name, .preset = "\"longer\"",
     .offset = OFFSET(norm),
     .doc = "What the distance is divided by: the length of the `longer` text (with `indel` the sum of both), or that of "
            "the `truth`, and then what would be below 0 is 0. Any two texts in one language share many letters in "
            "order: an unrelated text of the right length earns about 0.2 with `longer`, 0.4 with `longer` and `indel`, "
            "0.2 with `truth`, and nothing with `truth` and `indel` or with `unit` `word`."},
    {.path = "above", .tasks = "ocr answer", .type = MEMBER_NUMBER, .low = 1e-6, .high = 0.999999, .offset = OFFSET(text_above),
     .doc = "A similarity that is not above this earns 0. ANLS is `{\"above\": 0.5}`. (A text in `answer` earns its similarity only "
            "where one of the two is given.)"},
    {.path = "at_least", .tasks = "ocr answer", .type = MEMBER_NUMBER, .low = 1e-9, .high = 1, .offset = OFFSET(text_at_least),
     .doc = "A similarity below this earns 0. One of `above` and `at_least`."},
    {.path = "unit", .tasks = "ocr", .type = MEMBER_CHOICE, .name = unit_name, .preset = "\"codepoint\"",
     .offset = OFFSET(unit), .doc = UNIT_DOC},
    {.path = "normalize.strip_fence", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_STRIP_FENCE,
     .preset = "false", .offset = OFFSET(normalize),
     .doc = "Only the content of the Markdown fence counts, where the text has one and at most a paragraph stands before it, "
            "and behind it. What is normalised is so in the order of these rows."},
    {.path = "normalize.crlf", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_CRLF_TO_LF, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "CR LF becomes LF."},
    {.path = "normalize.nfc", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_NFC, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Unicode normalisation form C."},
    {.path = "normalize.nfkc", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_NFKC, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Unicode normalisation form KC."},
    {.path = "normalize.invisible", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_INVISIBLE, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "What nothing is drawn for goes: zero-width spaces and joiners, soft hyphens, the byte order mark, marks of direction."},
    {.path = "normalize.width", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_WIDTH, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Full-width letters, digits and signs become ASCII, half-width katakana katakana; nothing else of NFKC."},
    {.path = "normalize.quotes", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_QUOTES, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Typographic quotation marks, apostrophes and primes become \" and ', hyphens, dashes and the minus sign -."},
    {.path = "normalize.lower", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_LOWER, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Lower case, code point by code point."},
    {.path = "normalize.markup", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_MARKUP, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "The marks of Markdown headings, emphasis and inline code go, and the tags b, strong, i, em, u, s, del, sub, sup; `<br>` is a line end. Lists, tables and links stay."},
    {.path = "normalize.map", .tasks = "ocr", .type = MEMBER_MAP, .preset = "{}", .offset = OFFSET(map),
     .doc = "Texts that become others, as in `{\"...\": \"\xE2\x80\xA6\", \"\xEF\xAC\x80\": \"ff\"}`: from left to right, the longest that fits; keys "
            "and values are normalised by the rows above that look at characters."},
    {.path = "normalize.remove_space", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_REMOVE_SPACE,
     .preset = "false", .offset = OFFSET(normalize),
     .doc = "White space goes."},
    {.path = "normalize.collapse_space", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_COLLAPSE_SPACE,
     .preset = "false", .offset = OFFSET(normalize),
     .doc = "Each run of white space becomes one space."},
    {.path = "normalize.trim", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_TRIM, .preset = "true",
     .offset = OFFSET(normalize),
     .doc = "White space at both ends goes."},
    {.path = "tokens", .tasks = "ocr", .type = MEMBER_SWITCH, .bit = REQUEST_TOKENS, .preset = "false",
     .offset = OFFSET(requested),
     .doc = "Further terms: precision, recall and F1 of words (or of `unit`, where that is words or tokens) as bags."},

    /* length and repetition */
    {.path = "soft", .tasks = "length", .type = MEMBER_INTEGER, .required = true, .high = LARGEST,
     .offset = OFFSET(length_soft),
     .doc = "Up to this length the accuracy is 1."},
    {.path = "hard", .tasks = "length", .type = MEMBER_INTEGER, .required = true, .low = 1, .high = LARGEST,
     .offset = OFFSET(length_hard),
     .doc = "From this length on it is 0, and linear in between. Not below `soft`."},
    {.path = "unit", .tasks = "length repetition", .type = MEMBER_CHOICE, .name = unit_name, .preset = "\"token\"",
     .offset = OFFSET(unit), .doc = UNIT_DOC},
    {.path = "of", .tasks = "repetition", .type = MEMBER_CHOICE, .name = of_name, .preset = "\"text\"",
     .offset = OFFSET(repetition_of),
     .doc = "What may repeat: runs of `n` units of the `text`, or items."},
    {.path = "n", .tasks = "repetition", .type = MEMBER_INTEGER, .low = 1, .high = 1000, .preset = "6",
     .offset = OFFSET(repetition_n),
     .doc = "Units in a run. Lists in JSON repeat their keys and signs: from 20 tokens on only boxes that repeat count."},
    {.path = "lower", .tasks = "repetition", .type = MEMBER_SWITCH, .bit = VREWARD_NORMALIZE_LOWER, .preset = "false",
     .offset = OFFSET(normalize),
     .doc = "Runs, and labels of items, that differ in case alone are the same."},
    {.path = NULL},
};
/* clang-format on */
