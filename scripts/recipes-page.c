/* Writes docs/recipes.md to standard output, from the table of members, the rewards' terms and the built-in recipes. */
#include "base/json_write.h"
#include "markdown.h"
#include "recipe/builtin.h"
#include "recipe/compile.h"
#include "recipe/member_lookup.h"

#include "parse/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char introduction[] =
    "# Recipes\n"
    "\n"
    "<!-- Written by `make docs` from lib/recipe/members.c, lib/recipe/builtin and the rewards; not to be edited. -->\n"
    "\n"
    "A recipe is a JSON object that says how to score. Nearly everything has a default, so the name of a built-in "
    "recipe is "
    "a\n"
    "recipe, too, and most others derive from one:\n"
    "\n"
    "```json\n"
    "{\"base\": \"detection\", \"labels\": \"ignore\", \"weights\": {\"format\": 0.2, \"accuracy\": 0.8}}\n"
    "```\n"
    "\n"
    "The members given here are merged into those of the base, object by object; `null` takes a member back to its\n"
    "default, and anything else, lists too, replaces what was there (JSON Merge Patch, RFC 7396). Members that do not "
    "exist\n"
    "or belong to another task, values of another type and values out of range are refused with the member's name and "
    "the\n"
    "byte it stands at. In Python the members may be keywords: `vreward.Scorer(\"detection\", labels=\"ignore\")`.\n"
    "`vreward_scorer_recipe_json`, in Python `Scorer(...).recipe`, gives the recipe with every default written out; "
    "that "
    "makes\n"
    "the same scorer again.\n"
    "\n"
    "This page is of the native recipes. Those that reproduce a reward of another project, under its name, are in\n"
    "[published.md](published.md).\n"
    "\n";

static const char rules[] =
    "## Rules\n"
    "\n"
    "Every native recipe keeps these; a published one that does not says which it breaks. N is the number of written\n"
    "items, M of true ones. Rules 2, 3, 4 and 6 speak of accuracy, and of recipes that pair items; other terms may "
    "break\n"
    "them, as the tables below say.\n"
    "\n"
    "1. The score is finite and in its range, whatever the completion.\n"
    "2. The order of items in the completion changes nothing.\n"
    "3. An item that fits nothing never pays, nor does writing an item again while none fits two true ones. Listing\n"
    "   alternatives pays only where their expected quality exceeds the accuracy reached (half of it while fewer "
    "items\n"
    "   are written than there are); below that, leaving an item out pays. (Where the truth is a bare count, items "
    "are\n"
    "   only a way to write a number.)\n"
    "4. A better pair, all else equal, never costs.\n"
    "5. \"No box\" is a status, never a box of zeros.\n"
    "6. Nothing written where nothing is scores 1, one empty and the other not 0; what cannot be read is not empty, "
    "and\n"
    "   scores 0.\n"
    "7. The same input gives the same doubles, on every machine and thread and in every later version.\n"
    "8. A completion beyond a cap is unparsable, and each term of an unparsable one has its worst value; format "
    "checks\n"
    "   still see the text.\n"
    "\n";

/* Each is compiled, so that none goes out of date. */
static const struct {
    const char *text, *recipe;
} examples[] = {
    {"Boxes without labels; a pair counts fully from an IoU of 0.5 on:",
     "{\"base\": \"detection\", \"labels\": \"ignore\", \"overlap\": {\"at_least\": 0.5}}"},
    {"A model that writes thousandths of the image (the truth then needs `size`):",
     "{\"base\": \"detection\", \"space\": {\"prediction\": \"norm1000\"}}"},
    {"A model whose coordinates vreward knows ([docs/models.md](models.md)):",
     "{\"base\": \"detection\", \"model\": \"qwen3-vl\"}"},
    {"A model that writes pixels of the image as its processor resized it; the limits are those of your processor:",
     "{\"base\": \"grounding\",\n"
     " \"space\": {\"prediction\": \"input\", \"resize\": {\"factor\": 28, \"max_pixels\": 1003520}}}"},
    {"A syntax of your own:", "{\"base\": \"grounding\", \"dialect\": \"pattern\",\n"
                              " \"pattern\": \"from (?<x1>\\\\d+), ?(?<y1>\\\\d+) to (?<x2>\\\\d+), ?(?<y2>\\\\d+)\"}"},
    {"A tenth of the score for the format:", "{\"base\": \"ocr\", \"format\": [{\"tags\": [\"think\", \"answer\"]}], "
                                             "\"weights\": {\"format\": 0.1, \"accuracy\": 0.9}}"},
    {"Only a number in `\\boxed{}` counts:",
     "{\"base\": \"counting\", \"answer\": {\"tag\": \"boxed\", \"missing\": \"none\"}, \"number\": \"only\"}"},
    {"Two of the four parts of a published reward, without its format:",
     "{\"base\": \"perception-r1-detection\", \"weights\": {\"format\": 0, \"f1\": 0, \"missed\": 0}}"},
    {"Boxes pair by place alone, and half of the score is for their labels:",
     "{\"base\": \"detection\", \"labels\": \"after\", \"weights\": {\"accuracy\": 0.5, \"class\": 0.5}}"},
};

static void *checked(void *memory)
{
    if (memory == NULL)
        exit(1);
    return memory;
}

static void print_number(double value)
{
    char text[NUMBER_TEXT_SIZE];
    number_text(value, text);
    fputs(isfinite(value) ? text : value > 0 ? "no bound" : "-no bound", stdout);
}

static void print_names(const struct member *member)
{
    bool first = true;
    for (int32_t i = 0; member->name(i) != NULL; i++) {
        if (member->name(i)[0] == '\0')
            continue;
        printf("%s`%s`", first ? "" : ", ", member->name(i));
        first = false;
    }
}

static void print_bounds(const struct member *member)
{
    const double unbounded = 9007199254740991.0;
    fputs(" from ", stdout);
    print_number(member->low);
    if (member->high < unbounded) {
        fputs(" to ", stdout);
        print_number(member->high);
    }
}

static void print_type(const struct member *member)
{
    switch ((enum member_type)member->type) {
    case MEMBER_WORD:
    case MEMBER_PATTERN:
        fputs("string", stdout);
        break;
    case MEMBER_EMPTY:
        fputs("string, `{\"pattern\": ..}` or list of them", stdout);
        break;
    case MEMBER_TEXTS:
        fputs("string or list of strings", stdout);
        break;
    case MEMBER_CHOICE:
        print_names(member);
        break;
    case MEMBER_CHOICES:
        fputs("list of ", stdout);
        print_names(member);
        break;
    case MEMBER_BOOLEAN:
    case MEMBER_SWITCH:
        fputs("true or false", stdout);
        break;
    case MEMBER_INTEGER:
        fputs("whole number", stdout);
        print_bounds(member);
        break;
    case MEMBER_NUMBER:
        fputs("number", stdout);
        print_bounds(member);
        break;
    case MEMBER_NUMBERS:
        fputs("number", stdout);
        print_bounds(member);
        fputs(", or list of them", stdout);
        break;
    case MEMBER_QUALITY:
        print_names(member);
        fputs(", or a number", stdout);
        print_bounds(member);
        break;
    case MEMBER_SHAPE:
        fputs(member->bit == SHAPE_RAMP    ? "two numbers"
              : member->bit == SHAPE_POWER ? "whole number"
                                           : "number",
              stdout);
        print_bounds(member);
        break;
    case MEMBER_FORMAT:
        fputs("list of checks", stdout);
        break;
    case MEMBER_PAIR:
        fputs("list of parts", stdout);
        break;
    case MEMBER_MAP:
        fputs("object from texts to texts", stdout);
        break;
    case MEMBER_FACTORS:
        fputs("list of terms", stdout);
        break;
    case MEMBER_RANGE:
        fputs("two numbers", stdout);
        print_bounds(member);
        break;
    case MEMBER_WEIGHTS:
        fputs("object: a number", stdout);
        print_bounds(member);
        fputs(" for each term", stdout);
        break;
    }
}

static void print_tasks(const struct member *member)
{
    bool first = true;
    for (int32_t i = 0; rewards[i] != NULL && member->tasks != NULL; i++) {
        if (!member_has_task(member, span_of(rewards[i]->task)))
            continue;
        printf("%s%s", first ? "" : ", ", rewards[i]->task);
        first = false;
    }
    if (member->tasks == NULL)
        fputs("all", stdout);
}

static void print_members(void)
{
    puts("## Members\n");
    puts("Members with a dot are members of an object: `answer.tag` is `{\"answer\": {\"tag\": ...}}`. `format[]` "
         "stands for\n"
         "each check of the list. A check has one of `pattern`, `tags` and `json`; `pair[]` stands for each part of a "
         "pair.\n");
    puts("| member | value | default | tasks | meaning |\n|---|---|---|---|---|");
    for (const struct member *member = members; member->path != NULL; member++) {
        printf("| `%s` | ", member->path);
        print_type(member);
        if (member->required)
            fputs(" | required | ", stdout);
        else if (member->preset == NULL)
            fputs(" | none | ", stdout);
        else
            printf(" | `%s` | ", member->preset);
        print_tasks(member);
        fputs(" | ", stdout);
        print_text(member->doc, true);
        puts(" |");
    }
}

static const char *rule(const struct reward *reward, bool kept)
{
    return !reward->pairs_items ? "-" : kept ? "yes" : "no";
}

static void print_terms(const struct recipe *recipe)
{
    const struct reward *reward = recipe->config.reward;
    puts("| term | range | unparsable | rule 3 | rule 4 | meaning |\n|---|---|---|---|---|---|");
    for (int64_t i = 0; i < recipe->term_count; i++) {
        const struct term *term = &recipe->term[i];
        printf("| `%s`%s | ", term->name,
               term->request == 0               ? ""
               : term->request == REQUEST_NAMED ? " (where it is named)"
                                                : " (on request)");
        print_number(term->low);
        fputs(" to ", stdout);
        print_number(term->high);
        fputs(" | ", stdout);
        print_number(term->unparsable);
        printf(" | %s | %s | ", rule(reward, term->keeps_rule_3), rule(reward, term->keeps_rule_4));
        print_text(term->description, true);
        puts(" |");
    }
    puts("");
}

/* The recipe of this name with all its terms, on request or not, and with what it requires. */
static void compile(const struct builtin_recipe *builtin, struct arena *arena, struct recipe *recipe)
{
    static const char *const further[] = {", \"soft\": 0, \"hard\": 1}",
                                          ", \"ap\": [\"ap\", \"ap50\", \"ap75\"], \"weights\": {\"right\": 0, "
                                          "\"class\": 0, \"errors\": 0, \"complete\": 0, "
                                          "\"count_ratio\": 0}}",
                                          ", \"weights\": {\"count_ratio\": 0}}", ", \"tokens\": true}", "}"};
    vreward_error err = {0};
    for (size_t i = 0; i < sizeof further / sizeof further[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"base\": \"%s\"%s", builtin->name, further[i]);
        if (recipe_compile(span_of(text), arena, recipe, &err) == VREWARD_OK)
            return;
    }
    fprintf(stderr, "%s: %s\n", builtin->name, err.message);
    exit(1);
}

static const char *description_of(const struct builtin_recipe *builtin, struct arena *arena)
{
    const struct json *root = NULL;
    if (json_read(builtin->json, arena, arena, VREWARD_E_RECIPE, &root, NULL) != VREWARD_OK)
        exit(1);
    for (const struct json *child = root->child; child != NULL; child = child->next) {
        if (span_equal(child->key, SPAN("description"))) {
            char *text = checked(arena_alloc(arena, (size_t)child->string.length + 1));
            memcpy(text, child->string.data, (size_t)child->string.length);
            text[child->string.length] = '\0';
            return text;
        }
    }
    return "";
}

static void print_recipe(const struct builtin_recipe *builtin)
{
    struct arena arena = {0};
    struct recipe recipe;
    compile(builtin, &arena, &recipe);
    printf("### %s\n\n", builtin->name);
    print_text(description_of(builtin, &arena), false);
    fputs("\n\nScore: ", stdout);
    print_number(recipe.low);
    fputs(" to ", stdout);
    print_number(recipe.high);
    bool first = true;
    for (int64_t i = 0; i < recipe.term_count; i++) {
        const double weight = recipe.config.weight[recipe.slot[i]];
        if (weight == 0)
            continue;
        fputs(first ? ", which is " : " + ", stdout);
        if (weight != 1) {
            print_number(weight);
            fputs(" ", stdout);
        }
        printf("`%s`", recipe.term[i].name);
        first = false;
    }
    printf(". Truth: %s.\n\n", recipe.config.reward->needs_truth ? "needed" : "none needed");
    print_terms(&recipe);
    recipe_release(&recipe);
    arena_free(&arena);
}

static void print_examples(void)
{
    puts("## Examples\n");
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct arena arena = {0};
        struct recipe recipe;
        vreward_error err;
        if (recipe_compile(span_of(examples[i].recipe), &arena, &recipe, &err) != VREWARD_OK) {
            fprintf(stderr, "%s: %s\n", examples[i].recipe, err.message);
            exit(1);
        }
        recipe_release(&recipe);
        arena_free(&arena);
        printf("%s\n\n```json\n%s\n```\n\n", examples[i].text, examples[i].recipe);
    }
}

int main(void)
{
    fputs(introduction, stdout);
    print_examples();
    fputs(rules, stdout);
    puts("## Built-in recipes\n");
    puts("The columns of the tables: a term's range, its value for a completion that could not be read, whether it "
         "keeps\n"
         "rules 3 and 4 (-: nothing is paired; a test breaks every \"no\" and tries every \"yes\" on many scenes; of a "
         "term\n"
         "whose worst value is its highest, less is better), and what it is. `n_items`, `cer` and other terms without "
         "a bound "
         "cannot be\n"
         "weighted. A \"yes\" does not say that useless items cost: under `recall` and `mean_iou` they are free. "
         "`format` and "
         "`parsed` pay\n"
         "for being readable, so any item gains them where nothing could be read, and an empty "
         "`<think></think><answer></answer>` passes\n"
         "a check of these tags.\n");
    for (const struct builtin_recipe *recipe = builtin_recipes; recipe->name != NULL; recipe++)
        print_recipe(recipe);
    print_members();
    return ferror(stdout) ? 1 : 0;
}
