#include "evaluate/curves.h"

#include <string.h>

int32_t curves_new(const struct ranking *ranking, struct arena *arena, struct curves *curves, vreward_error *err)
{
    int64_t most = 0;
    for (int64_t l = 0; l < ranking->label_count; l++) {
        const int64_t count = ranking->label[l].ranked_count[COCO_ALL];
        most = count > most ? count : most;
    }
    const size_t labels = (size_t)ranking->label_count;
    *curves = (struct curves){
        .ranking = ranking,
        .precision = arena_array(arena, labels + 1, COCO_THRESHOLDS * COCO_RECALLS * sizeof(double)),
        .recall = arena_array(arena, labels + 1, COCO_THRESHOLDS * sizeof(double)),
        .hits = arena_array(arena, (size_t)most + 1, sizeof(int64_t)),
        .seen = arena_array(arena, (size_t)most + 1, sizeof(int64_t)),
        .asked = arena_array(arena, labels, COCO_AREAS * sizeof(int64_t)),
        .need = arena_array(arena, COCO_RECALLS, sizeof(int64_t)),
    };
    const bool whole = curves->precision != NULL && curves->recall != NULL && curves->hits != NULL &&
                       curves->seen != NULL && curves->asked != NULL && curves->need != NULL;
    return whole ? VREWARD_OK : fail_memory(err);
}

static void count_asked(const struct curves *curves, const int32_t *weight)
{
    const struct ranking *ranking = curves->ranking;
    for (int64_t l = 0; l < ranking->label_count; l++) {
        int64_t *asked = curves->asked + l * COCO_AREAS;
        memset(asked, 0, COCO_AREAS * sizeof *asked);
        for (int64_t i = 0; i < ranking->label[l].group_count; i++) {
            const struct ranked_group *group = &ranking->label[l].group[i];
            for (int32_t area = 0; area < COCO_AREAS; area++)
                asked[area] += (int64_t)(weight != NULL ? weight[group->place] : 1) * group->truths[area];
        }
    }
}

/* The fewest hits whose share of `asked` is not below each recall. */
static void count_need(const struct curves *curves, int64_t asked)
{
    for (int r = 0; r < COCO_RECALLS; r++) {
        const double recall = coco_recall(r);
        int64_t hits = (int64_t)(recall * (double)asked);
        while (hits > 0 && !((double)(hits - 1) / (double)asked < recall))
            hits--;
        while ((double)hits / (double)asked < recall)
            hits++;
        curves->need[r] = hits;
    }
}

/* Precision changes for the better at hits only, so only those are noted. Returns how many there are. */
static int64_t note_hits(const struct curves *curves, const struct ranked *ranked, int64_t count, int t,
                         const int32_t *weight)
{
    int64_t hits = 0, seen = 0, noted = 0;
    for (int64_t i = 0; i < count; i++) {
        const int64_t times = weight != NULL ? weight[ranked[i].place] : 1;
        const int64_t hit = ranked[i].outcome >> t & 1, counts = ranked[i].outcome >> (t + COUNTS_FROM) & 1;
        seen += times & -counts;
        hits += times & -hit;
        curves->hits[noted] = hits;
        curves->seen[noted] = seen;
        noted += hit & (times > 0);
    }
    return noted;
}

/* The best precision at each recall or beyond it, 0 where it is not reached. */
static void interpolate(const struct curves *curves, int64_t noted, double *precision, int64_t stride)
{
    int64_t at = noted;
    double best = 0;
    for (int r = COCO_RECALLS - 1; r >= 0; r--) {
        for (; at > 0 && curves->hits[at - 1] >= curves->need[r]; at--) {
            /* hits / (misses + hits + numpy.spacing(1)) */
            const double here = (double)curves->hits[at - 1] / ((double)curves->seen[at - 1] + 0x1p-52);
            best = here > best ? here : best;
        }
        precision[r * stride] = at < noted ? best : 0.0;
    }
}

/* Fills precision and recall of one range of areas; how many labels are asked for there. */
static int64_t fill_range(const struct curves *curves, int32_t area, const int32_t *weight)
{
    const struct ranking *ranking = curves->ranking;
    int64_t labels = 0, column = 0;
    for (int64_t l = 0; l < ranking->label_count; l++)
        labels += curves->asked[l * COCO_AREAS + area] > 0;
    for (int64_t l = 0; l < ranking->label_count; l++) {
        const int64_t asked = curves->asked[l * COCO_AREAS + area];
        if (asked == 0)
            continue;
        const struct ranked_label *label = &ranking->label[l];
        count_need(curves, asked);
        for (int t = 0; t < COCO_THRESHOLDS; t++) {
            const int64_t noted = note_hits(curves, label->ranked[area], label->ranked_count[area], t, weight);
            interpolate(curves, noted, curves->precision + t * COCO_RECALLS * labels + column, labels);
            const int64_t hits = noted > 0 ? curves->hits[noted - 1] : 0;
            curves->recall[t * labels + column] = (double)hits / (double)asked;
        }
        column++;
    }
    return labels;
}

static double mean(const double *value, int64_t count)
{
    return count > 0 ? coco_sum(value, count) / (double)count : -1.0;
}

/* Average recall among the first 1 or 10 detections of each sample. */
static double recall_of_first(const struct curves *curves, bool ten, const int32_t *weight)
{
    const struct ranking *ranking = curves->ranking;
    int64_t labels = 0, column = 0;
    for (int64_t l = 0; l < ranking->label_count; l++)
        labels += curves->asked[l * COCO_AREAS] > 0;
    for (int64_t l = 0; l < ranking->label_count; l++) {
        const int64_t asked = curves->asked[l * COCO_AREAS];
        if (asked == 0)
            continue;
        int64_t hits[COCO_THRESHOLDS] = {0};
        for (int64_t i = 0; i < ranking->label[l].group_count; i++) {
            const struct ranked_group *group = &ranking->label[l].group[i];
            const uint8_t *of_group = ten ? group->hits_of_10 : group->hits_of_1;
            const int64_t times = weight != NULL ? weight[group->place] : 1;
            for (int t = 0; t < COCO_THRESHOLDS; t++)
                hits[t] += times * of_group[t];
        }
        for (int t = 0; t < COCO_THRESHOLDS; t++)
            curves->recall[t * labels + column] = (double)hits[t] / (double)asked;
        column++;
    }
    return mean(curves->recall, COCO_THRESHOLDS * labels);
}

/* COCOeval.accumulate and summarize. */
static void coco_figures(const struct curves *curves, const int32_t *weight, double figure[COCO_FIGURES])
{
    enum { AP, AP50, AP75, AP_OF_AREA, AR1 = 6, AR10, AR100, AR_OF_AREA };
    for (int32_t area = 0; area < COCO_AREAS; area++) {
        const int64_t labels = fill_range(curves, area, weight), row = COCO_RECALLS * labels;
        const double ap = mean(curves->precision, COCO_THRESHOLDS * row);
        const double ar = mean(curves->recall, COCO_THRESHOLDS * labels);
        if (area != COCO_ALL) {
            figure[AP_OF_AREA + area - COCO_SMALL] = ap;
            figure[AR_OF_AREA + area - COCO_SMALL] = ar;
            continue;
        }
        figure[AP] = ap;
        figure[AP50] = mean(curves->precision + COCO_AT_50 * row, row);
        figure[AP75] = mean(curves->precision + COCO_AT_75 * row, row);
        figure[AR100] = ar;
    }
    figure[AR1] = recall_of_first(curves, false, weight);
    figure[AR10] = recall_of_first(curves, true, weight);
}

/* Adds the two figures of one label of which `asked` are asked for. */
static void add_voc(const struct curves *curves, int64_t noted, int64_t asked, double figure[VOC_FIGURES])
{
    int recall = 10;
    double best = 0, area = 0, points = 0;
    for (int64_t i = noted; i > 0; i--) {
        const int64_t hits = curves->hits[i - 1], before = i > 1 ? curves->hits[i - 2] : 0;
        for (; recall >= 0 && (double)hits / (double)asked < recall / 10.0; recall--)
            points += best;
        const double here = (double)hits / (double)curves->seen[i - 1];
        best = here > best ? here : best;
        area += best * (double)(hits - before) / (double)asked;
    }
    for (; recall >= 0; recall--)
        points += best;
    figure[0] += area;
    figure[1] += points / 11;
}

static void voc_figures(const struct curves *curves, const int32_t *weight, double figure[VOC_FIGURES])
{
    const struct ranking *ranking = curves->ranking;
    int64_t labels = 0;
    figure[0] = figure[1] = 0;
    for (int64_t l = 0; l < ranking->label_count; l++) {
        const int64_t asked = curves->asked[l * COCO_AREAS + COCO_ALL];
        if (asked == 0)
            continue;
        const struct ranked_label *label = &ranking->label[l];
        const int64_t count = label->ranked_count[COCO_ALL];
        add_voc(curves, note_hits(curves, label->ranked[COCO_ALL], count, OUTCOME_OF_VOC, weight), asked, figure);
        labels++;
    }
    for (int f = 0; f < VOC_FIGURES; f++)
        figure[f] = labels > 0 ? figure[f] / (double)labels : -1.0;
}

void all_figures(const struct curves *curves, const int32_t *weight, double coco[COCO_FIGURES], double voc[VOC_FIGURES])
{
    count_asked(curves, weight);
    coco_figures(curves, weight, coco);
    voc_figures(curves, weight, voc);
}

void label_figures(const struct curves *curves, int64_t l, double figure[3])
{
    const struct ranked_label *label = &curves->ranking->label[l];
    int64_t asked = 0;
    for (int64_t i = 0; i < label->group_count; i++)
        asked += label->group[i].truths[COCO_ALL];
    figure[0] = figure[1] = figure[2] = -1.0;
    if (asked == 0)
        return;
    count_need(curves, asked);
    for (int t = 0; t < COCO_THRESHOLDS; t++) {
        const int64_t noted = note_hits(curves, label->ranked[COCO_ALL], label->ranked_count[COCO_ALL], t, NULL);
        interpolate(curves, noted, curves->precision + t * COCO_RECALLS, 1);
    }
    figure[0] = mean(curves->precision, COCO_THRESHOLDS * COCO_RECALLS);
    figure[1] = mean(curves->precision + COCO_AT_50 * COCO_RECALLS, COCO_RECALLS);
    figure[2] = mean(curves->precision + COCO_AT_75 * COCO_RECALLS, COCO_RECALLS);
}
