#include "explain/explanation.h"

#include "base/code_point.h"
#include "base/json_write.h"
#include "geometry/spaces.h"
#include "parse/dialects.h"
#include "reward/format.h"
#include "text/units.h"

#include <math.h>

static const char *const fate_names[FATE_COUNT] = {
    [FATE_MATCHED] = "matched",         [FATE_UNMATCHED] = "unmatched",
    [FATE_WRONG_LABEL] = "wrong_label", [FATE_BELOW_THRESHOLD] = "below_threshold",
    [FATE_REFUSED] = "refused",         [FATE_IGNORED] = "ignored",
    [FATE_MISSED] = "missed",           [FATE_PASSED_OVER] = "passed_over",
};

/* One object or list under construction; `ok` of the root becomes false when memory runs out. */
struct node {
    cJSON *json;
    bool *ok;
};

static void add(struct node node, const char *key, cJSON *value)
{
    *node.ok = json_add(node.json, key, value) && *node.ok;
}

static void add_number(struct node node, const char *key, double value)
{
    add(node, key, json_number(value));
}

static void add_name(struct node node, const char *key, const char *name)
{
    add(node, key, name == NULL ? cJSON_CreateNull() : cJSON_CreateString(name));
}

static void add_text(struct node node, const char *key, struct span text)
{
    add(node, key, text.data == NULL ? cJSON_CreateNull() : json_string(text));
}

/* A new object or list, added to `node`. Once memory has run out there may be none: then everything below is
 * dropped. */
static struct node add_node(struct node node, const char *key, cJSON *json)
{
    if (!json_add(node.json, key, json)) {
        *node.ok = false;
        json = NULL;
    }
    return (struct node){json, node.ok};
}

static void add_numbers(struct node node, const char *key, const double *numbers, int count)
{
    const struct node list = add_node(node, key, cJSON_CreateArray());
    for (int i = 0; i < count && list.json != NULL; i++)
        add_number(list, NULL, numbers[i]);
}

enum { LABEL_SHOWN = 200 };

/* A label; of a long one the beginning, cut between code points, and how many bytes all of it has: thousands of items
 * may share one of a megabyte. */
static void add_label(struct node node, struct span label)
{
    const int64_t length = label.length;
    if (length > LABEL_SHOWN) {
        label.length = LABEL_SHOWN;
        while (label.length > LABEL_SHOWN - UTF8_LONGEST && utf8_continues(label.data[label.length]))
            label.length--;
    }
    add_text(node, "label", label);
    if (length > LABEL_SHOWN)
        add_number(node, "label_length", (double)length);
}

static void add_span(struct node node, const char *key, int64_t begin, int64_t end)
{
    if (begin < 0) {
        add(node, key, cJSON_CreateNull());
        return;
    }
    const double bytes[2] = {(double)begin, (double)end};
    add_numbers(node, key, bytes, 2);
}

static void add_reasons(struct node node, uint64_t reasons)
{
    const struct node list = add_node(node, "reasons", cJSON_CreateArray());
    for (int32_t reason = 0; reason < REASON_COUNT && list.json != NULL; reason++) {
        if (reasons & REASON_BIT(reason))
            add_name(list, NULL, vreward_reason_name(reason));
    }
}

static void add_terms(struct node node, const struct recipe *recipe, const struct trace *trace)
{
    const struct node terms = add_node(node, "terms", cJSON_CreateObject());
    for (int64_t i = 0; i < recipe->term_count && terms.json != NULL; i++)
        add_number(terms, recipe->term[i].name, trace->term[recipe->slot[i]]);
}

static void add_repairs(struct node node, uint64_t repairs)
{
    const struct node list = add_node(node, "repairs", cJSON_CreateArray());
    for (int32_t bit = 0; bit < REPAIR_COUNT && list.json != NULL; bit++) {
        if (repairs & (UINT64_C(1) << bit))
            add_name(list, NULL, vreward_repair_name(bit));
    }
}

static void add_checks(struct node node, const struct config *config, const struct trace *trace, struct arena *arena)
{
    if (config->check_count == 0)
        return;
    const struct node list = add_node(node, "checks", cJSON_CreateArray());
    for (int64_t i = 0; i < config->check_count && list.json != NULL; i++) {
        const struct node check = add_node(list, NULL, cJSON_CreateObject());
        const bool passed = trace->format.passed >> i & 1;
        const char *hint = NULL;
        if (!passed && format_hint(config, &config->checks[i], trace->completion, arena, &hint, NULL) != VREWARD_OK)
            *node.ok = false;
        if (check.json == NULL)
            return;
        add(check, "passed", cJSON_CreateBool(passed));
        add_name(check, "hint", hint);
    }
}

static void add_fate(struct node node, const struct item_trace *item, const char *partner)
{
    add_name(node, "fate", fate_names[item->fate]);
    add(node, partner, item->partner < 0 ? cJSON_CreateNull() : json_number((double)item->partner));
    add_number(node, "quality", item->quality);
    add_number(node, "overlap", item->overlap);
    add(node, "label_right", item->label_right < 0 ? cJSON_CreateNull() : cJSON_CreateBool(item->label_right));
}

static void add_predicted(struct node list, const struct trace *trace, int64_t i)
{
    const struct item *written = &trace->reading->items[i];
    const struct node node = add_node(list, NULL, cJSON_CreateObject());
    if (node.json == NULL)
        return;
    add_span(node, "span", written->begin, written->end);
    if (written->has_box)
        add_numbers(node, "box", written->box, 4);
    if (written->has_point)
        add_numbers(node, "point", written->point, 2);
    add_label(node, written->label);
    add_number(node, "confidence", written->confidence);
    if (written->set_aside == ASIDE_OTHER_FORM)
        add_name(node, "set_aside", vreward_dialect_name(written->dialect));
    if (trace->predicted == NULL)
        return;
    const struct item_trace *item = &trace->predicted[i];
    if (item->fate == FATE_REFUSED || item->fate == FATE_PASSED_OVER)
        add(node, "compared", cJSON_CreateNull());
    else
        add_numbers(node, "compared", item->converted, trace->points ? 2 : 4);
    add_fate(node, item, "truth");
}

static void add_items(struct node node, const struct trace *trace)
{
    const struct node list = add_node(node, "items", cJSON_CreateArray());
    for (int64_t i = 0; i < trace->reading->count && list.json != NULL; i++)
        add_predicted(list, trace, i);
}

static void add_truths(struct node root, const struct truth *truth, const struct trace *trace)
{
    const struct node list = add_node(root, "truth", cJSON_CreateArray());
    for (int64_t j = 0; j < trace->truth_count && list.json != NULL; j++) {
        const struct node node = add_node(list, NULL, cJSON_CreateObject());
        if (node.json == NULL)
            return;
        add_numbers(node, trace->truth_points ? "point" : "box", trace->truth[j].converted,
                    trace->truth_points ? 2 : 4);
        add_label(node, truth->label != NULL ? truth->label[j] : (struct span){NULL, 0});
        add_fate(node, &trace->truth[j], "item");
    }
}

/* Members of a recipe's `space`, and of a truth, that would make the numbers fit. */
static void add_fits_as(struct node root, const struct fits_as *fits)
{
    if (!(fits->overlap > 0))
        return;
    const struct node node = add_node(root, "fits_as", cJSON_CreateObject());
    add_name(node, "space", vreward_space_name(fits->space));
    add_name(node, "order", order_name(fits->order));
    if (fits->size_exchanged)
        add(node, "size_exchanged", cJSON_CreateTrue());
    if (fits->truth_order != ORDER_DIALECT)
        add_name(node, "truth_order", order_name(fits->truth_order));
    if (fits->resize_factor > 0) {
        const double size[2] = {fits->input_width, fits->input_height};
        const struct node resize = add_node(node, "resize", cJSON_CreateObject());
        add_number(resize, "factor", (double)fits->resize_factor);
        add_number(resize, "min_pixels", (double)fits->resize_min_pixels);
        add_number(resize, "max_pixels", (double)fits->resize_max_pixels);
        add_numbers(node, "input_size", size, 2);
    }
    add_number(node, "overlap", fits->overlap);
}

static void add_comparison(struct node root, const struct recipe *recipe, const struct truth *truth,
                           const struct trace *trace)
{
    const struct reading *reading = trace->reading;
    if (recipe->config.reward->pairs_items || reading->count > 0)
        add_items(root, trace);
    if (trace->truth != NULL) {
        add_truths(root, truth, trace);
        add_name(root, "space", vreward_space_name(trace->space));
        add_fits_as(root, &trace->fits_as);
    }
    if (truth != NULL && truth->has_number) {
        add(root, "number", reading->has_number ? json_number(reading->number) : cJSON_CreateNull());
        add_number(root, recipe->config.reward->takes_statement ? "truth_number" : "count", truth->number);
    }
    if (trace->distance >= 0) {
        add_number(root, "distance", (double)trace->distance);
        add_name(root, "unit", unit_name(recipe->config.unit));
        add_number(root, "length", (double)trace->predicted_length);
        add_number(root, "truth_length", (double)trace->truth_length);
    }
    if (trace->normalized.data != NULL) {
        add_text(root, "text", trace->normalized);
        add_text(root, "truth_text", trace->truth_text.data != NULL ? trace->truth_text : truth->normalized);
        if (truth->texts != NULL)
            add_number(root, "truth_index", (double)trace->truth_index);
    }
}

static void add_reading(struct node root, const struct recipe *recipe, const struct trace *trace, struct arena *arena)
{
    const struct reading *reading = trace->reading;
    add_span(root, "answer", reading->answer_begin, reading->answer_end);
    add_name(root, "dialect", vreward_dialect_name(reading->dialect));
    add_repairs(root, reading->repairs);
    add_checks(root, &recipe->config, trace, arena);
}

int32_t explain_trace(const struct recipe *recipe, const struct truth *truth, const vreward_error *bad,
                      const struct trace *trace, struct arena *arena, struct span *text, vreward_error *err)
{
    bool ok = true;
    const struct node root = {cJSON_CreateObject(), &ok};
    if (root.json == NULL)
        return fail_memory(err);
    const struct span name = recipe->config.name;
    add_text(root, "recipe", name.length > 0 ? name : (struct span){NULL, 0});
    add_name(root, "task", recipe->config.reward->task);
    add_number(root, "score", trace->score);
    add_name(root, "reason", vreward_reason_name(trace->reason));
    add_reasons(root, trace->reasons);
    add_terms(root, recipe, trace);
    if (bad != NULL) {
        add_name(root, "bad_truth", bad->message);
    } else {
        add_reading(root, recipe, trace, arena);
        add_comparison(root, recipe, truth, trace);
    }
    const int32_t code = ok ? json_print(root.json, arena, text, err) : fail_memory(err);
    cJSON_Delete(root.json);
    return code;
}
