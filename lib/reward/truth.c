#include "reward/truth.h"

#include "geometry/spaces.h"
#include "reward/reward.h"
#include "reward/space.h"
#include "reward/truth_answer.h"
#include "reward/truth_arrays.h"
#include "reward/truth_members.h"

/* What the functions of this file share while one truth is read. */
struct reader {
    const struct config *config;
    struct arena *arena, *scratch;
    struct truth *truth;
    vreward_error *err;
    struct truth_members member;
};

static int32_t read_named(struct reader *reader)
{
    return read_truth_members(reader->config, &reader->member, reader->arena, reader->truth, reader->err);
}

/* A number, a choice, ..., which their rewards read. */
static int32_t read_stated(struct reader *reader, const struct json *root)
{
    const struct truth_members *member = &reader->member;
    if (root->type == JSON_NULL)
        return truth_of_wrong_kind(reader->config, "null, a missing value", reader->err);
    if (root->type != JSON_OBJECT) {
        reader->truth->stated.bare = root;
        return VREWARD_OK;
    }
    const int32_t code = find_truth_members(reader->config, root, &reader->member, reader->err);
    if (code == VREWARD_OK && member->answer != NULL)
        return read_named(reader);
    reader->truth->stated = (struct stated_truth){.number = member->number,
                                                  .choice = member->choice,
                                                  .choices = member->choices,
                                                  .yes = member->yes,
                                                  .text = member->text};
    return code;
}

static int32_t read_document(struct reader *reader, struct span document)
{
    const struct json *root;
    int32_t code = json_read(document, reader->scratch, reader->arena, VREWARD_E_TRUTH, &root, reader->err);
    if (code != VREWARD_OK)
        return code == VREWARD_E_TRUTH ? truth_not_json(reader->config, document, reader->err) : code;
    if (reader->config->reward->takes_statement)
        return read_stated(reader, root);
    code = find_truth_members(reader->config, root, &reader->member, reader->err);
    return code == VREWARD_OK ? read_named(reader) : code;
}

/* The whole is the text, unless it is plainly something else: a document with a text in it, or a chat message. */
static int32_t read_whole_text(struct reader *reader, struct span text)
{
    const struct json *root;
    reader->truth->text = text.data != NULL ? text : SPAN("");
    if (text.length == 0 || text.data[0] != '{')
        return VREWARD_OK;
    const int32_t code = json_read(text, reader->scratch, reader->arena, VREWARD_E_TRUTH, &root, NULL);
    if (code != VREWARD_OK)
        return code == VREWARD_E_MEMORY ? fail_memory(reader->err) : VREWARD_OK;
    for (const struct json *member = root->child; member != NULL; member = member->next) {
        if (span_equal(member->key, SPAN("role")))
            return truth_is_chat(member, reader->err);
    }
    const bool is_document =
        find_truth_members(reader->config, root, &reader->member, NULL) == VREWARD_OK && reader->member.text != NULL;
    return is_document ? fail(reader->err, VREWARD_E_TRUTH, -1, 0,
                              "the truth is a document with the member 'text', and truth_format is \"text\": give the "
                              "text alone, or leave truth_format at \"json\"")
                       : VREWARD_OK;
}

/* As a model would write it. A document whose answer is such a text stays a document: it can say the size. */
static int32_t read_whole_answer(struct reader *reader, struct span text)
{
    const struct json *root;
    const int32_t code = text.length > 0 && text.data[0] == '{'
                             ? json_read(text, reader->scratch, reader->arena, VREWARD_E_TRUTH, &root, NULL)
                             : VREWARD_E_TRUTH;
    if (code == VREWARD_E_MEMORY)
        return fail_memory(reader->err);
    if (code == VREWARD_OK && find_truth_members(reader->config, root, &reader->member, NULL) == VREWARD_OK &&
        reader->member.answer != NULL)
        return read_named(reader);
    reader->member = (struct truth_members){.text = NULL};
    reader->truth->space = SPACE_PIXEL;
    const int32_t read =
        truth_read_answer(reader->config, text, ORDER_DIALECT, reader->arena, reader->truth, reader->err);
    reader->truth->counted = reader->truth->count;
    return read;
}

/* Brings boxes and points to the space of the comparison, and has the reward prepare what its rollouts share. */
static int32_t finish_truth(const struct config *config, struct arena *arena, struct truth *truth, vreward_error *err)
{
    const int32_t code = settle_spaces(config, arena, truth, err);
    if (code != VREWARD_OK || config->reward->prepare_truth == NULL)
        return code;
    return config->reward->prepare_truth(config, truth, arena, err);
}

int32_t truth_keep(const struct config *config, struct span document, struct arena *arena, struct arena *scratch,
                   struct truth *truth, vreward_error *err)
{
    memset(truth, 0, sizeof *truth);
    struct reader reader = {.config = config, .arena = arena, .scratch = scratch, .truth = truth, .err = err};
    const int32_t code = config->truth_format == TRUTH_TEXT     ? read_whole_text(&reader, document)
                         : config->truth_format == TRUTH_ANSWER ? read_whole_answer(&reader, document)
                                                                : read_document(&reader, document);
    const int32_t finished = code == VREWARD_OK ? finish_truth(config, arena, truth, err) : code;
    truth->stated = (struct stated_truth){.bare = NULL}; /* the reward has made its own of it */
    return finished;
}

int32_t truth_read(const struct config *config, struct span document, struct arena *arena, struct truth *truth,
                   vreward_error *err)
{
    return truth_keep(config, document, arena, arena, truth, err);
}

int32_t truth_read_arrays(const struct config *config, const struct truth_arrays *arrays, struct arena *arena,
                          struct truth *truth, vreward_error *err)
{
    memset(truth, 0, sizeof *truth);
    const int32_t code = take_truth_arrays(config, arrays, arena, truth, err);
    return code == VREWARD_OK ? finish_truth(config, arena, truth, err) : code;
}
