/* The size that Qwen's image processors resize an image to. */
#ifndef GEOMETRY_SMART_RESIZE_H
#define GEOMETRY_SMART_RESIZE_H

#include "base/status.h"

/* As documented at vreward_smart_resize. Errors: ARGUMENT. */
int32_t smart_resize(int64_t height, int64_t width, int64_t factor, int64_t min_pixels, int64_t max_pixels,
                     int64_t *resized_height, int64_t *resized_width, vreward_error *err);

#endif
