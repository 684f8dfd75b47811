#include "reward/shaping.h"

bool is_shaped(const struct shaping *shaping)
{
    return shaping->power != 0 || shaping->shape != SHAPE_POWER;
}

double shape_overlap(const struct shaping *shaping, double overlap)
{
    switch (shaping->shape) {
    case SHAPE_ABOVE:
        return overlap > shaping->threshold ? 1.0 : 0.0;
    case SHAPE_AT_LEAST:
        return overlap >= shaping->threshold ? 1.0 : 0.0;
    case SHAPE_RAMP:
        if (overlap >= shaping->full)
            return 1.0;
        return overlap <= shaping->threshold ? 0.0
                                             : (overlap - shaping->threshold) / (shaping->full - shaping->threshold);
    default: {
        /* Whole powers by multiplication: pow differs between machines. */
        double power = overlap;
        for (int32_t i = 1; i < shaping->power; i++)
            power *= overlap;
        return power;
    }
    }
}
