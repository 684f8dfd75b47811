#include "drawn/recipe.h"
#include "drawn/text.h"

#include "recipe/members.h"
#include "reward/reward.h"

#include <stdlib.h>

enum { MOST_TRIES = 40, MOST_NAMES = 128 };

/* The values of words, texts and expressions; those of all other kinds follow from the table. */
static const char *const tags[] = {"answer", "boxed", "think", "tool_call", "box", "x", "[THINK]", "final answer"};
static const char *const empties[] = {"\"none\"", "\"[-1,-1]\"", "{\"pattern\": \"(?i)no such (cat|dog)\"}", "\"\""};
static const char *const of_answer[] = {"Answer:\\\\s*(?<answer>.*)", "(?s)(?<answer>\\\\[.*\\\\])", "(?<answer>)"};
static const char *const of_items[] = {
    "(?<label>[a-z]*)=(?<x1>[^,]*),(?<y1>[^,]*),(?<x2>[^,]*),(?<y2>[^,]*)",
    "(?<x>\\\\d+)[, ]+(?<y>\\\\d+)",
    "(?<label>[A-Z]\\\\w*)|(?<start>[\\\\d.]+)(?:s| sec)? ?(?:-|to) ?(?<end>[\\\\d.]+)(?<confidence> 0\\\\.\\\\d+)?",
    "#(?<count>\\\\w+)",
};
static const char *const of_formats[] = {"(?s)<think>.*</think>.*", "(a|aa)+!", "(?s).*\\\\[.*\\\\].*", ".*",
                                         "<answer>(?:(?!</answer>).)*</answer>"};

static double draw_number(struct choices *choices, double low, double high)
{
    static const double few[] = {0, 1, 0.5, 2, 0.25, 3, 10, 100, 1e-3, -1};
    const double some = CHOOSE_FROM(choices, few);
    switch (choose(choices, 8)) {
    case 0:
        return low;
    case 1:
        return high;
    default:
        return some < low ? low : some > high ? high : some;
    }
}

static void put_number(struct choices *choices, const struct member *member, struct text *text)
{
    const double number = draw_number(choices, member->low, member->high);
    put(text, "%.17g", member->type == MEMBER_INTEGER ? (double)(int64_t)number : number);
}

static void put_name(struct choices *choices, const struct member *member, struct text *text)
{
    int32_t count = 0;
    while (count < MOST_NAMES && member->name(count) != NULL)
        count++;
    put(text, "\"%s\"", member->name((int32_t)choose(choices, count)));
}

static void put_shape(struct choices *choices, const struct member *member, struct text *text)
{
    if (member->bit == SHAPE_RAMP)
        put(text, "[%.17g, %.17g]", draw_number(choices, 0, member->high), draw_number(choices, 0, member->high));
    else
        put_number(choices, member, text);
}

static const char *draw_expression(struct choices *choices, const char *path)
{
    return strcmp(path, "pattern") == 0          ? CHOOSE_FROM(choices, of_items)
           : strcmp(path, "answer.pattern") == 0 ? CHOOSE_FROM(choices, of_answer)
                                                 : CHOOSE_FROM(choices, of_formats);
}

static const char *draw_term(struct choices *choices, const struct reward *reward)
{
    static const char *const common[] = {"format", "parsed", "accuracy"};
    const int64_t term = choose(choices, 3 + reward->term_count);
    return term < 3 ? common[term] : reward->terms[term - 3].name;
}

static void put_value(struct choices *choices, const struct reward *reward, const struct member *member,
                      struct text *text)
{
    switch (member->type) {
    case MEMBER_WORD:
        put(text, "\"%s\"", strcmp(member->path, "model") == 0 ? vreward_model_name(choose(choices, 23)) : "\\u00e9");
        break;
    case MEMBER_TEXTS:
        put(text, "[\"%s\", \"%s\"]", CHOOSE_FROM(choices, tags), CHOOSE_FROM(choices, tags));
        break;
    case MEMBER_EMPTY:
        put(text, "[%s, %s]", CHOOSE_FROM(choices, empties), CHOOSE_FROM(choices, empties));
        break;
    case MEMBER_CHOICE:
        put_name(choices, member, text);
        break;
    case MEMBER_CHOICES:
        put(text, "[");
        put_name(choices, member, text);
        put(text, "]");
        break;
    case MEMBER_BOOLEAN:
    case MEMBER_SWITCH:
        put(text, one_in(choices, 3) ? "false" : "true");
        break;
    case MEMBER_INTEGER:
    case MEMBER_NUMBER:
        put_number(choices, member, text);
        break;
    case MEMBER_NUMBERS:
        put(text, "[%.17g, %.17g]", draw_number(choices, member->low, member->high),
            draw_number(choices, member->low, member->high));
        break;
    case MEMBER_QUALITY:
        (one_in(choices, 3) ? put_number : put_name)(choices, member, text);
        break;
    case MEMBER_SHAPE:
        put_shape(choices, member, text);
        break;
    case MEMBER_PATTERN:
        put(text, "\"%s\"", draw_expression(choices, member->path));
        break;
    case MEMBER_MAP:
        put(text, "{\"a\": \"\\u00e9\", \"ab\": \"\", \"\\u2026\": \"...\"}");
        break;
    case MEMBER_WEIGHTS:
        put(text, "{\"%s\": %.17g}", draw_term(choices, reward), draw_number(choices, -2, 2));
        break;
    case MEMBER_FACTORS:
        put(text, "[\"%s\"]", draw_term(choices, reward));
        break;
    case MEMBER_RANGE:
        put(text, "[%.17g, %.17g]", draw_number(choices, -1, 0), draw_number(choices, 0, 2));
        break;
    default:
        put(text, "null"); /* a kind that this does not know: the member's default */
        break;
    }
}

static bool is_of(const struct member *member, const char *task)
{
    const size_t length = strlen(task);
    const char *at = member->tasks;
    while (at != NULL && (at = strstr(at, task)) != NULL) {
        if ((at == member->tasks || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
        at += length;
    }
    return member->tasks == NULL;
}

/* The rows of a list's elements: two elements, each with one expression, tags or `json` (format), or at most one shape
 * (pair). */
static void put_elements(struct choices *choices, const struct reward *reward, const struct member *list,
                         struct text *text)
{
    const size_t length = strlen(list->path);
    put(text, "[");
    for (int64_t element = 0; element < 2; element++) {
        bool has_kind = false, first = true;
        put(text, element > 0 ? ", {" : "{");
        for (const struct member *member = members; member->path != NULL; member++) {
            if (strncmp(member->path, list->path, length) != 0 || strncmp(member->path + length, "[].", 3) != 0 ||
                !is_of(member, reward->task) || !one_in(choices, 3) || strcmp(member->path, "format[].json") == 0)
                continue;
            const bool is_kind =
                member->type == MEMBER_SHAPE || member->type == MEMBER_PATTERN || member->type == MEMBER_TEXTS;
            if (is_kind && has_kind)
                continue;
            has_kind = has_kind || is_kind;
            put(text, "%s\"%s\": ", first ? "" : ", ", member->path + length + 3);
            put_value(choices, reward, member, text);
            first = false;
        }
        if (!has_kind && list->type == MEMBER_FORMAT)
            put(text, "%s\"json\": \"array\"", first ? "" : ", ");
        put(text, "}");
    }
    put(text, "]");
}

/* Opens and closes objects until those that are open are the ones that the path's last name stands in. */
static void put_key(struct text *text, char *open, const char *path)
{
    size_t kept = 0;
    for (size_t i = 0; open[i] == path[i] && path[i] != '\0'; i++)
        kept = path[i] == '.' ? i + 1 : kept;
    for (const char *at = open + kept; (at = strchr(at, '.')) != NULL; at++)
        put(text, "}");
    put(text, text->data[text->length - 1] == '{' ? "" : ", ");
    const char *name = path + kept;
    for (const char *dot; (dot = strchr(name, '.')) != NULL; name = dot + 1)
        put(text, "\"%.*s\": {", (int)(dot - name), name);
    put(text, "\"%s\": ", name);
    strcpy(open, path);
}

/* Is the path what `open` is, or below it, or one of the objects that it stands in? Then one of the two is left out. */
static bool clashes(const char *open, const char *path)
{
    const size_t length = strlen(open);
    return length > 0 && strncmp(open, path, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

static const struct reward *reward_of(const char *recipe)
{
    vreward_scorer *scorer = NULL;
    char resolved[RECIPE_MOST];
    int64_t length = 0;
    const struct reward *reward = NULL;
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, NULL) == VREWARD_OK &&
        vreward_scorer_recipe_json(scorer, resolved, sizeof resolved - 1, &length, NULL) == VREWARD_OK) {
        resolved[length] = '\0';
        for (const struct reward *const *each = rewards; *each != NULL && reward == NULL; each++) {
            char said[64];
            snprintf(said, sizeof said, "\"task\":\"%s\"", (*each)->task);
            reward = strstr(resolved, said) != NULL ? *each : NULL;
        }
    }
    vreward_scorer_destroy(scorer);
    return reward;
}

/* An expression for items belongs to the dialect `pattern`, and to no other. */
static bool is_drawn(struct choices *choices, const struct member *member, const struct text *text, int64_t rarity)
{
    if (strcmp(member->path, "pattern") != 0)
        return one_in(choices, rarity);
    text->data[text->length] = '\0';
    return strstr(text->data, "\"dialect\": \"pattern\"") != NULL;
}

int64_t draw_recipe(struct choices *choices, char *recipe)
{
    struct text text = {.data = recipe, .capacity = RECIPE_MOST - 1};
    char open[128] = "";
    const char *base = vreward_recipe_name(choose(choices, vreward_recipe_count()));
    const struct reward *reward = reward_of(base);
    const int64_t rarity = 2 + choose(choices, 14);
    if (reward == NULL)
        reward = rewards[choose(choices, 10)];
    put(&text, "{\"base\": \"%s\"", base);
    for (const struct member *member = members; member->path != NULL; member++) {
        const char *path = member->path;
        if (strcmp(path, "base") == 0 || strcmp(path, "task") == 0 || strstr(path, "[]") != NULL ||
            !is_of(member, reward->task) || clashes(open, path) || !is_drawn(choices, member, &text, rarity))
            continue;
        put_key(&text, open, path);
        if (member->type == MEMBER_FORMAT || member->type == MEMBER_PAIR)
            put_elements(choices, reward, member, &text);
        else
            put_value(choices, reward, member, &text);
    }
    for (const char *at = open; (at = strchr(at, '.')) != NULL; at++)
        put(&text, "}");
    put(&text, "}");
    recipe[text.length] = '\0';
    return text.length;
}

vreward_scorer *draw_scorer(struct choices *choices, char *recipe)
{
    vreward_scorer *scorer = NULL;
    for (int try = 0; try < MOST_TRIES; try++) {
        if (vreward_scorer_create(recipe, draw_recipe(choices, recipe), &scorer, NULL) == VREWARD_OK)
            return scorer;
    }
    strcpy(recipe, "detection");
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, NULL) != VREWARD_OK)
        abort();
    return scorer;
}
