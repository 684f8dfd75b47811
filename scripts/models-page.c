/* docs/models.md on standard output, from the presets in lib/recipe/models. */
#include "base/arena.h"
#include "markdown.h"
#include "parse/json.h"
#include "recipe/builtin.h"

#include <stdlib.h>

static const char introduction[] =
    "# What do my model's numbers mean?\n"
    "\n"
    "<!-- Written by `make docs` from lib/recipe/models; not to be edited. -->\n"
    "\n"
    "The same four numbers are pixels of the image for one model, pixels of a resized image for the next and "
    "thousandths for "
    "a\n"
    "third. Read in the wrong space, a perfect answer earns a third of its reward or nothing. So name the model, and "
    "give each "
    "truth the\n"
    "`size` of its image, `[width, height]`:\n"
    "\n"
    "```python\n"
    "import vreward\n"
    "\n"
    "truth = {\"box\": [240, 52, 620, 377], \"size\": [2000, 1300]}\n"
    "answer = '[{\"bbox_2d\": [120, 40, 310, 290], \"label\": \"cat\"}]'\n"
    "print(vreward.score(\"grounding\", answer, truth, model=\"qwen3-vl\")[\"score\"])  # 1.0\n"
    "```\n"
    "\n"
    "`model` is a member of every recipe that reads items. It stands for the members in the last column; what the "
    "recipe or "
    "its base says\n"
    "itself, holds instead. `vreward.models()`, on the command line `vreward models`, lists the same.\n"
    "\n";

static const char notes[] =
    "## Fine-tuned models\n"
    "\n"
    "A model that was trained on other numbers writes those: then look at its training data, and name "
    "`space.prediction` and "
    "`space.order`\n"
    "yourself. Where a completion would fit well in another space, the reason is `space_suspect`, and the "
    "explanation's "
    "`fits_as` says\n"
    "which: see [why is my reward zero](why-is-my-reward-zero.md).\n"
    "\n"
    "## Resized images\n"
    "\n"
    "Models with `input` write pixels of the image as their processor resized it. The limits here are those of the "
    "files on "
    "the hub. Where\n"
    "your training script sets its own `max_pixels`, say so, "
    "`{\"model\": \"qwen2.5-vl\", \"space\": {\"resize\": {\"max_pixels\": 1003520}}}`,\n"
    "or give each truth its `input_size`, `[width, height]` (`vreward.smart_resize` returns the height first).\n";

static const struct json *child_of(const struct json *object, const char *name)
{
    for (const struct json *child = object->child; child != NULL; child = child->next) {
        if (span_equal(child->key, span_of(name)))
            return child;
    }
    fprintf(stderr, "a preset has no %s\n", name);
    exit(1);
}

static void print_span(struct span text, bool in_table)
{
    char copy[1024];
    snprintf(copy, sizeof copy, "%.*s", (int)text.length, text.data);
    print_text(copy, in_table);
}

/* As code in a table: | would end the cell. */
static void print_code(struct span text)
{
    putchar('`');
    for (int64_t i = 0; i < text.length; i++)
        printf("%s%c", text.data[i] == '|' ? "\\" : "", text.data[i]);
    putchar('`');
}

static void print_model(const struct builtin_recipe *model)
{
    struct arena arena = {0};
    const struct json *root = NULL;
    if (json_read(model->json, &arena, &arena, VREWARD_E_RECIPE, &root, NULL) != VREWARD_OK)
        exit(1);
    printf("| `%s` | ", model->name);
    print_span(child_of(root, "description")->string, true);
    printf(" | ");
    print_code(child_of(root, "writes")->string);
    printf(" | ");
    int number = 0;
    for (const struct json *source = child_of(root, "source")->child; source != NULL; source = source->next)
        printf("%s[%d](%.*s)", number > 0 ? ", " : "", number + 1, (int)source->string.length, source->string.data),
            number++;
    printf(" | ");
    const struct json *members = child_of(root, "members");
    print_code((struct span){model->json.data + members->begin, members->end - members->begin});
    puts(" |");
    arena_free(&arena);
}

int main(void)
{
    fputs(introduction, stdout);
    puts("| `model` | what it writes | example | source | stands for |\n|---|---|---|---|---|");
    for (const struct builtin_recipe *model = builtin_models; model->name != NULL; model++)
        print_model(model);
    putchar('\n');
    fputs(notes, stdout);
    return ferror(stdout) ? 1 : 0;
}
