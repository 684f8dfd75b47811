/* docs/published.md on standard output: the recipes of lib/recipe/published, and what tests/real/published.json says of
 * each, which tests/real/test_published.py counts. */
#include "base/arena.h"
#include "markdown.h"
#include "parse/json.h"
#include "recipe/builtin.h"

#include <stdlib.h>
#include <string.h>

static const char notes_path[] = "tests/real/published.json";

static const char introduction[] =
    "# Published rewards, reproduced\n"
    "\n"
    "<!-- Written by `make docs` from lib/recipe/published and tests/real/published.json; not to be edited. -->\n"
    "\n"
    "Rewards that others published, as recipes by name: start from the numbers you have, and change one thing at a "
    "time.\n"
    "Each is a JSON file over the same members as the native recipes ([recipes.md](recipes.md)), so that it can be a "
    "base, has "
    "terms,\n"
    "reasons and explanations, and never hangs: an expression that degenerates on a text ends in the reason `limit`, "
    "score "
    "0.\n"
    "\n"
    "```python\n"
    "import vreward\n"
    "\n"
    "text = \"<think>a sign</think><answer>EXIT 12</answer>\"\n"
    "print(vreward.score(\"video-r1-ocr\", text, {\"text\": \"EXIT 12 B\"})[\"score\"])  # 0.6666666666666667\n"
    "```\n"
    "\n"
    "For a new run take the native recipe that is named: it reads more of what models write, and keeps the rules of\n"
    "[recipes.md](recipes.md#rules). Whether a switch changes your run, `vreward compare` says on your own rollouts:\n"
    "[python.md](python.md). To add one: [adding-a-recipe.md](adding-a-recipe.md). `vreward recipes NAME` prints the\n"
    "members.\n"
    "\n"
    "Rows are completions with the value that the published function returned for them, at the commit named; real "
    "rows\n"
    "are those from rollouts and data sets, the others corners. Equal means equal as float32, which every trainer "
    "keeps; a "
    "row\n"
    "where the function raised, or returned no finite number, is equal to 0. What differs does so in a class that is "
    "named\n"
    "here, for which no code is written.\n"
    "\n";

static const char left_out[] =
    "## Not reproduced\n"
    "\n"
    "Rewards that are not worth it, or could not be established, and the native recipe that does the job.\n"
    "\n"
    "| reward | why not | instead |\n|---|---|---|";

static void die(const char *what, const char *which)
{
    fprintf(stderr, "published-page: %s%s\n", what, which);
    exit(1);
}

static struct span read_file(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        die("cannot read ", path);
    const long size = ftell(file);
    char *text = size > 0 ? arena_alloc(arena, (size_t)size) : NULL;
    rewind(file);
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size)
        die("cannot read ", path);
    fclose(file);
    return (struct span){text, size};
}

static const struct json *parse(struct span text, const char *name, struct arena *arena)
{
    const struct json *root = NULL;
    if (json_read(text, arena, arena, VREWARD_E_RECIPE, &root, NULL) != VREWARD_OK)
        die("no JSON: ", name);
    return root;
}

/* NULL where there is none. */
static const struct json *child_of(const struct json *object, const char *name)
{
    const struct json *child = object == NULL ? NULL : object->child;
    while (child != NULL && !span_equal(child->key, span_of(name)))
        child = child->next;
    return child;
}

static void print_span(struct span text, bool in_table)
{
    char copy[2048];
    snprintf(copy, sizeof copy, "%.*s", (int)text.length, text.data);
    print_text(copy, in_table);
}

static void print_member(const struct json *object, const char *name, bool in_table)
{
    const struct json *member = child_of(object, name);
    if (member != NULL && member->type == JSON_STRING)
        print_span(member->string, in_table);
}

static int number_of(const struct json *note, const char *name)
{
    const struct json *member = child_of(note, name);
    return member == NULL ? 0 : (int)member->number;
}

/* `4 NaN and Infinity, 2 limit` */
static void print_classes(const struct json *note)
{
    const struct json *classes = child_of(note, "different");
    const char *separator = " Rows that differ: ";
    for (const struct json *kind = classes == NULL ? NULL : classes->child; kind != NULL; kind = kind->next) {
        printf("%s%d %.*s", separator, (int)kind->count, (int)kind->key.length, kind->key.data);
        separator = ", ";
    }
    puts(separator[0] == ',' ? "." : "");
}

static void print_rows(const struct json *note)
{
    if (child_of(note, "rows") == NULL) {
        printf("- No golden rows: ");
        print_member(note, "checked", false);
        puts("");
        return;
    }
    printf("- Rows equal: %d of %d, real ones %d of %d.", number_of(note, "equal"), number_of(note, "rows"),
           number_of(note, "real_equal"), number_of(note, "real"));
    print_classes(note);
}

static void print_recipe(const char *name, const struct json *recipe, const struct json *note)
{
    printf("### %s\n\n", name);
    print_member(recipe, "description", false);
    printf("\n\n- Source: ");
    print_member(child_of(recipe, "source") != NULL ? recipe : note, "source", false);
    puts("");
    print_rows(note);
    printf("- Rules broken: ");
    print_member(note, "breaks", false);
    printf("\n- Natively: ");
    print_member(note, "instead", false);
    puts("\n");
}

static void print_left_out(const struct json *notes)
{
    puts(left_out);
    const struct json *list = child_of(notes, "left_out");
    for (const struct json *one = list == NULL ? NULL : list->child; one != NULL; one = one->next) {
        printf("| ");
        print_member(one, "name", true);
        printf(" | ");
        print_member(one, "why", true);
        printf(" | ");
        print_member(one, "instead", true);
        puts(" |");
    }
}

int main(void)
{
    struct arena arena = {0};
    const struct json *notes = parse(read_file(notes_path, &arena), notes_path, &arena);
    fputs(introduction, stdout);
    for (int64_t i = 0; builtin_at(i) != NULL; i++) { /* native ones among them that have golden rows */
        const struct builtin_recipe *recipe = builtin_at(i);
        const struct json *note = child_of(child_of(notes, "recipes"), recipe->name);
        const struct json *members = parse(recipe->json, recipe->name, &arena);
        if (note != NULL || child_of(members, "source") != NULL)
            print_recipe(recipe->name, members, note);
    }
    print_left_out(notes);
    arena_free(&arena);
    return ferror(stdout) ? 1 : 0;
}
