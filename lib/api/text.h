/* The options of vreward_edit_distance(), for those who read texts themselves. */
#ifndef API_TEXT_H
#define API_TEXT_H

#include "vreward.h"

/* Copies *given, which may be NULL, to *ours and checks it. Errors: ARGUMENT, UNSUPPORTED. */
int32_t edit_distance_options(vreward_edit_distance_options *ours, const vreward_edit_distance_options *given,
                              vreward_error *err);

#endif
