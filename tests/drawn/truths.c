#include "drawn/truths.h"
#include "drawn/completion.h"

static enum truth_kind kind_for(struct choices *choices, const struct reward *reward)
{
    if (one_in(choices, 8))
        return (enum truth_kind)choose(choices, TRUE_OTHER + 1);
    if (reward->takes_spans && one_in(choices, 6))
        return TRUE_SPANS;
    if (reward->pairs_items)
        return one_in(choices, 4) ? TRUE_POINTS : TRUE_BOXES;
    if (strcmp(reward->task, "number") == 0)
        return TRUE_NUMBER;
    if (strcmp(reward->task, "answer") == 0)
        return one_in(choices, 3) ? TRUE_NUMBER : one_in(choices, 2) ? TRUE_TEXT : TRUE_OTHER;
    return strcmp(reward->task, "ocr") == 0 ? TRUE_TEXT : TRUE_BOXES;
}

void draw_box(struct choices *choices, double *box)
{
    const double scale = one_in(choices, 6) ? 0.01 : one_in(choices, 6) ? 3.7 : 1;
    box[0] = (double)choose(choices, 200) * scale;
    box[1] = (double)choose(choices, 150) * scale;
    box[2] = box[0] + (double)(1 + choose(choices, 120)) * scale;
    box[3] = box[1] + (double)(1 + choose(choices, 90)) * scale;
}

static void draw_sentence(struct choices *choices, char *sentence)
{
    static const char *const words[] = {"the",         "quick",
                                        "cat",         "12",
                                        "caf\xC3\xA9", "\xE7\x8C\xAB",
                                        "\n",          "a",
                                        "e\xCC\x81",   "**b**",
                                        "$1,200",      "\xEF\xB7\xBA",
                                        "fox.",        "-",
                                        "<b>x</b>",    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9"};
    int64_t length = 0;
    for (int64_t i = choose(choices, 24); i >= 0; i--)
        length += sprintf(sentence + length, "%s%s", CHOOSE_FROM(choices, words), i > 0 ? " " : "");
}

void draw_truths(struct choices *choices, const struct reward *reward, struct truths *truths)
{
    const bool single = strcmp(reward->task, "grounding") == 0 || strcmp(reward->task, "pr1-grounding") == 0;
    truths->kind = kind_for(choices, reward);
    truths->has_labels = !one_in(choices, 4);
    truths->has_ignore = one_in(choices, 4);
    truths->has_size = !one_in(choices, 4);
    truths->any_of = single && truths->kind == TRUE_BOXES && one_in(choices, 4);
    truths->first[0] = 0;
    for (int64_t t = 0; t < truths->count; t++) {
        int64_t items = single && !truths->any_of ? !one_in(choices, 8) : choose(choices, ITEMS_MOST);
        items += truths->any_of && items == 0;
        truths->first[t + 1] = truths->first[t] + items;
        for (int64_t i = truths->first[t]; i < truths->first[t + 1]; i++) {
            draw_box(choices, truths->box + 4 * i);
            truths->label[i] = choose(choices, 6);
            truths->ignore[i] = one_in(choices, 4);
        }
        truths->size[2 * t] = (double)(200 + choose(choices, 400));
        truths->size[2 * t + 1] = (double)(200 + choose(choices, 300));
        truths->number[t] = (double)choose(choices, 20);
        draw_sentence(choices, truths->text[t]);
    }
}

static void put_items(const struct truths *truths, int64_t t, struct text *text)
{
    static const char *const names[] = {"boxes", "points", "spans"};
    const int values = truths->kind == TRUE_BOXES ? 4 : 2;
    put(text, "{\"%s\": [", truths->any_of ? "any_of" : names[truths->kind]);
    for (int64_t i = truths->first[t]; i < truths->first[t + 1]; i++) {
        const double *box = truths->box + 4 * i;
        put(text, i > truths->first[t] ? ", [" : "[");
        for (int k = 0; k < values; k++) /* a span goes from x1 to x2 */
            put(text, "%s%.17g", k > 0 ? ", " : "", box[truths->kind == TRUE_SPANS ? 2 * k : k]);
        put(text, "]");
    }
    put(text, "]");
    for (int64_t i = truths->first[t]; truths->has_labels && i <= truths->first[t + 1]; i++)
        put(text,
            i == truths->first[t + 1] ? "%s]"
            : i == truths->first[t]   ? ", \"labels\": [\"%s\""
                                      : ", \"%s\"",
            i == truths->first[t + 1] ? (i == truths->first[t] ? ", \"labels\": [" : "")
                                      : drawn_labels[truths->label[i]]);
    for (int64_t i = truths->first[t]; truths->has_ignore && i <= truths->first[t + 1]; i++)
        put(text, "%s%s",
            i == truths->first[t]      ? ", \"ignore\": ["
            : i < truths->first[t + 1] ? ", "
                                       : "",
            i == truths->first[t + 1] ? "]"
            : truths->ignore[i]       ? "true"
                                      : "false");
}

static void put_other(struct choices *choices, const struct truths *truths, int64_t t, struct text *text)
{
    switch (choose(choices, 7)) {
    case 0:
        put(text, "{\"choice\": \"B\", \"choices\": [\"a cat\", \"a dog\", \"none\"]}");
        break;
    case 1:
        put(text, "{\"yes\": %s}", one_in(choices, 2) ? "true" : "false");
        break;
    case 2:
        put(text, "{\"text\": [\"%s\", \"cat\"]", "a cat");
        break;
    case 3:
        put(text, "{\"answer\": \"<answer>[%g, %g, %g, %g] 12</answer>\", \"size\": [640, 480]}", truths->box[0],
            truths->box[1], truths->box[2], truths->box[3]);
        break;
    case 4:
        put(text, "<answer>%s</answer>", truths->text[t]);
        break;
    case 5:
        put(text, "{\"boxes\": [[1, 2, 3, 1e400]], \"lables\": []");
        break;
    default:
        put(text, "%g", truths->number[t]);
        break;
    }
}

/* A line break in a text is the one character that must be escaped. */
static void put_quoted(const char *quoted, struct text *text)
{
    put(text, "\"");
    for (; *quoted != '\0'; quoted++)
        put_bytes(text, *quoted == '\n' ? "\\n" : quoted, *quoted == '\n' ? 2 : 1);
    put(text, "\"");
}

/* As the model is to write it, or the text itself. */
static void put_bare(struct choices *choices, const struct truths *truths, int64_t t, struct text *text)
{
    const int64_t first = truths->first[t];
    if (truths->kind <= TRUE_SPANS)
        write_completion(choices, truths->box + 4 * first, truths->label + first, truths->first[t + 1] - first, text);
    else if (truths->kind == TRUE_NUMBER)
        put(text, "%g", truths->number[t]);
    else
        put(text, "%s", truths->text[t]);
}

void put_document(struct choices *choices, const struct config *config, const struct truths *truths, int64_t t,
                  struct text *text)
{
    if (config->truth_format != TRUTH_JSON && !one_in(choices, 8)) {
        put_bare(choices, truths, t, text);
        return;
    }
    if (truths->kind == TRUE_OTHER) {
        put_other(choices, truths, t, text);
        return;
    }
    if (truths->kind == TRUE_NUMBER) {
        put(text, "{\"%s\": %g", strcmp(config->reward->task, "counting") == 0 ? "count" : "number", truths->number[t]);
    } else if (truths->kind == TRUE_TEXT) {
        put(text, "{\"text\": ");
        put_quoted(truths->text[t], text);
    } else {
        put_items(truths, t, text);
    }
    if (truths->has_size)
        put(text, ", \"size\": [%g, %g], \"input_size\": [%g, %g]", truths->size[2 * t], truths->size[2 * t + 1],
            truths->size[2 * t + 1], truths->size[2 * t]);
    put(text, "}");
}

void put_labels(const int64_t *label, int64_t count, struct text *text, int64_t *offsets)
{
    offsets[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        put(text, "%s", drawn_labels[label[i]]);
        offsets[i + 1] = text->length;
    }
}

void truths_to_arrays(const struct truths *truths, struct room *room, vreward_truth_arrays *arrays)
{
    char bytes[SAMPLES_MOST * TEXT_MOST];
    struct text text = {.data = bytes, .capacity = sizeof bytes};
    int64_t offsets[ALL_MOST + 1] = {0};
    const int64_t items = truths->first[truths->count];
    *arrays = (vreward_truth_arrays){.struct_size = sizeof *arrays, .any_of = truths->any_of};
    if (truths->kind == TRUE_NUMBER) {
        arrays->number = COPY(room, truths->number, truths->count);
    } else if (truths->kind == TRUE_TEXT) {
        for (int64_t t = 0; t < truths->count; t++) {
            put(&text, "%s", truths->text[t]);
            offsets[t + 1] = text.length;
        }
        arrays->text = copy_text(room, &text, offsets, truths->count, &arrays->text_offsets);
    } else {
        const int values = truths->kind == TRUE_BOXES || truths->kind == TRUE_OTHER ? 4 : 2;
        double *place = TAKE(room, double, items *values);
        for (int64_t k = 0; k < items * values; k++)
            place[k] = truths->box[4 * (k / values) + (truths->kind == TRUE_SPANS ? 2 * (k % 2) : k % values)];
        *(truths->kind == TRUE_POINTS  ? &arrays->point
          : truths->kind == TRUE_SPANS ? &arrays->span
                                       : &arrays->box) = place;
        arrays->item_offsets = COPY(room, truths->first, truths->count + 1);
        if (truths->has_labels) {
            put_labels(truths->label, items, &text, offsets);
            arrays->label = copy_text(room, &text, offsets, items, &arrays->label_offsets);
        }
        if (truths->has_ignore)
            arrays->ignore = COPY(room, truths->ignore, items);
    }
    if (truths->has_size && truths->kind != TRUE_OTHER) {
        arrays->size = COPY(room, truths->size, 2 * truths->count);
        double *input_size = TAKE(room, double, 2 * truths->count);
        for (int64_t k = 0; k < 2 * truths->count; k++)
            input_size[k] = truths->size[k ^ 1];
        arrays->input_size = input_size;
    }
}
