/* Evidence that numbers stand in another space or order than they were read in: they would fit there. */
#ifndef REWARD_EVIDENCE_H
#define REWARD_EVIDENCE_H

#include "reward/config.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* After the items of a trace were scored: where they fit the true ones poorly, they are tried in every other space and
 * order that the truth allows. One that fits well sets trace->fits_as, the reason space_suspect and trace->elsewhere,
 * which also stands where the form names a space that the truth cannot be brought to. Changes no score. */
void seek_evidence(const struct config *config, const struct truth *truth, struct trace *trace);

#endif
