/* What is wrong with a truth, and what helps in the task at hand. */
#ifndef REWARD_BAD_TRUTH_H
#define REWARD_BAD_TRUTH_H

#include "base/names.h"
#include "base/status.h"
#include "parse/json.h"

struct config;

/* VREWARD_E_TRUTH at a byte of the document (-1: nowhere), in the words "truth member 'boxes' ...". */
int32_t bad_truth(vreward_error *err, int64_t offset, const char *member, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* VREWARD_E_TRUTH for a document that json_read has refused; *err holds what it said. */
int32_t truth_not_json(const struct config *config, struct span document, vreward_error *err);

/* VREWARD_E_TRUTH for a whole document that is `what` ("null", "a list"), which the task cannot use. */
int32_t truth_of_wrong_kind(const struct config *config, const char *what, vreward_error *err);

/* VREWARD_E_TRUTH for the member `role`, which chat messages have. */
int32_t truth_is_chat(const struct json *role, vreward_error *err);

/* VREWARD_E_TRUTH for a member that no truth has: is another one of `names` meant? */
int32_t truth_member_unknown(const struct json *member, name_list names, vreward_error *err);

#endif
