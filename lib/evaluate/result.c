#include "evaluate/result.h"

#include "base/json_write.h"
#include "evaluate/figures.h"

/* An object that is being filled; the first failure is remembered. */
struct node {
    cJSON *json;
    bool *ok;
};

static void add(struct node node, const char *key, cJSON *value)
{
    *node.ok = json_add(node.json, key, value) && *node.ok;
}

static struct node add_object(struct node node, const char *key)
{
    cJSON *object = cJSON_CreateObject();
    add(node, key, object);
    return (struct node){*node.ok ? object : NULL, node.ok};
}

/* What the functions below share. */
struct teller {
    const struct result_options *options;
    struct arena *arena;
    struct figures figures;
    double *value;    /* [metrics] */
    double *resample; /* [metrics][bootstrap] */
};

static int32_t add_interval(const struct teller *teller, int64_t m, struct node node, vreward_error *err)
{
    const struct metric *metric = &teller->figures.ranking->evaluation->metrics.metric[m];
    const int64_t count = teller->options->bootstrap;
    const double *resample = teller->resample + m * count;
    double low, high;
    const int32_t code = interval_of(resample, count, metric->how == METRIC_COCO, teller->arena, &low, &high, err);
    if (code != VREWARD_OK)
        return code;
    add(node, "low", json_number(low));
    add(node, "high", json_number(high));
    if (!teller->options->resamples)
        return VREWARD_OK;
    cJSON *list = cJSON_CreateArray();
    add(node, "resamples", list);
    for (int64_t b = 0; b < count && *node.ok; b++)
        add((struct node){list, node.ok}, NULL, json_number(resample[b]));
    return VREWARD_OK;
}

static int32_t add_metrics(const struct teller *teller, struct node root, vreward_error *err)
{
    const struct metrics *metrics = &teller->figures.ranking->evaluation->metrics;
    const struct node node = add_object(root, "metrics");
    for (int64_t m = 0; m < metrics->count && *node.ok; m++) {
        const struct metric *metric = &metrics->metric[m];
        if (teller->value[m] != teller->value[m])
            continue; /* the data set has nothing of the kind */
        const struct node one = add_object(node, metric->name);
        if (!*node.ok)
            break;
        add(one, "value", json_number(teller->value[m]));
        add(one, "comparable", json_string(metric->leaderboard ? SPAN("leaderboard") : SPAN("own")));
        add(one, "convention", json_string(span_of(metric->convention)));
        const int32_t code = teller->options->bootstrap > 0 ? add_interval(teller, m, one, err) : VREWARD_OK;
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

static void add_reasons(const struct evaluation *evaluation, struct node root)
{
    const struct node node = add_object(root, "reasons");
    const struct kept_sample *samples = evaluation->samples.items;
    int64_t count[REASON_COUNT] = {0};
    for (int64_t i = 0; i < evaluation->samples.count; i++)
        count[samples[i].reason]++;
    for (int32_t reason = 0; reason < REASON_COUNT && *node.ok; reason++) {
        if (count[reason] > 0)
            add(node, vreward_reason_name(reason),
                json_number((double)count[reason] / (double)evaluation->samples.count));
    }
}

/* The key of a JSON object ends at a NUL byte in cJSON: labels that hold one are named without it. */
static char *key_of(struct span name, struct arena *arena)
{
    char *key = arena_alloc(arena, (size_t)name.length + 1);
    if (key == NULL)
        return NULL;
    for (int64_t i = 0; i < name.length; i++)
        key[i] = name.data[i];
    key[name.length] = '\0';
    return key;
}

static int32_t add_labels(const struct teller *teller, struct node root, vreward_error *err)
{
    static const char *const names[] = {"AP", "AP50", "AP75"};
    const struct ranking *ranking = teller->figures.ranking;
    const struct node node = add_object(root, "labels");
    for (int64_t l = 0; l < ranking->label_count && *node.ok; l++) {
        const struct ranked_label *label = &ranking->label[l];
        double figure[3];
        int64_t truths = 0;
        for (int64_t i = 0; i < label->group_count; i++)
            truths += label->group[i].truths[COCO_ALL];
        if (truths == 0)
            continue;
        label_figures(&teller->figures.curves, l, figure);
        const char *key = key_of(label->name, teller->arena);
        if (key == NULL)
            return fail_memory(err);
        const struct node one = add_object(node, key);
        if (!*node.ok)
            break;
        for (int i = 0; i < 3; i++)
            add(one, names[i], json_number(figure[i]));
        add(one, "truths", json_number((double)truths));
        add(one, "detections", json_number((double)label->detections));
    }
    return VREWARD_OK;
}

static int32_t compute(struct teller *teller, const struct ranking *ranking, vreward_error *err)
{
    const size_t metrics = (size_t)ranking->evaluation->metrics.count, bootstrap = (size_t)teller->options->bootstrap;
    teller->value = arena_array(teller->arena, metrics, sizeof *teller->value);
    teller->resample = arena_array(teller->arena, metrics * bootstrap, sizeof *teller->resample);
    if (teller->value == NULL || teller->resample == NULL)
        return fail_memory(err);
    int32_t code = figures_new(ranking, teller->arena, &teller->figures, err);
    if (code == VREWARD_OK && bootstrap > 0)
        code = compute_resamples(&teller->figures, teller->options->bootstrap, (uint64_t)teller->options->seed,
                                 teller->arena, teller->resample, err);
    if (code == VREWARD_OK)
        compute_figures(&teller->figures, NULL, teller->value);
    return code;
}

static int32_t tell(const struct teller *teller, struct arena *arena, struct span *text, vreward_error *err)
{
    const struct evaluation *evaluation = teller->figures.ranking->evaluation;
    bool ok = true;
    const struct node root = {cJSON_CreateObject(), &ok};
    if (root.json == NULL)
        return fail_memory(err);
    add(root, "task", json_string(span_of(evaluation->recipe->config.reward->task)));
    add(root, "samples", json_number((double)evaluation->samples.count));
    add(root, "keys", json_number((double)teller->figures.ranking->cluster_count));
    add(root, "bad_truths", json_number((double)evaluation->bad_truths));
    int32_t code = add_metrics(teller, root, err);
    if (code == VREWARD_OK && ok)
        add_reasons(evaluation, root);
    if (code == VREWARD_OK && ok && evaluation->metrics.measures == &detection_measures)
        code = add_labels(teller, root, err);
    if (code == VREWARD_OK)
        code = ok ? json_print(root.json, arena, text, err) : fail_memory(err);
    cJSON_Delete(root.json);
    return code;
}

int32_t evaluation_result(const struct evaluation *evaluation, const struct result_options *options,
                          struct arena *arena, struct span *text, vreward_error *err)
{
    struct ranking ranking;
    struct teller teller = {.options = options, .arena = arena};
    int32_t code = rank_all(evaluation, arena, &ranking, err);
    if (code == VREWARD_OK)
        code = compute(&teller, &ranking, err);
    return code == VREWARD_OK ? tell(&teller, arena, text, err) : code;
}
