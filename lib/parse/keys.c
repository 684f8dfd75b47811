#include "parse/keys.h"

struct known_key {
    struct span name;
    int32_t role;
};

#define KEY(name, role)                             \
    {                                               \
        {(name), (int64_t)sizeof(name) - 1}, (role) \
    }

/* What is written most comes first. */
static const struct known_key known[] = {
    KEY("bbox_2d", ROLE_BOX),
    KEY("label", ROLE_LABEL),
    KEY("box_2d", ROLE_BOX_2D),
    KEY("point_2d", ROLE_POINT),
    KEY("bbox", ROLE_BOX),
    KEY("box", ROLE_BOX),
    KEY("bounding_box", ROLE_BOX),
    KEY("bounding_box_2d", ROLE_BOX),
    KEY("coordinates", ROLE_BOXES),
    KEY("location", ROLE_BOX),
    KEY("rect", ROLE_BOX),
    KEY("answer", ROLE_BOXES),
    KEY("boxes", ROLE_BOXES),
    KEY("bboxes", ROLE_BOXES),
    KEY("bounding_boxes", ROLE_BOXES),
    KEY("Position", ROLE_POSITION),
    KEY("point", ROLE_POINT),
    KEY("coordinate", ROLE_POINT),
    KEY("center", ROLE_POINT),
    KEY("points", ROLE_POINTS),
    KEY("objects", ROLE_OBJECTS),
    KEY("detections", ROLE_DETECTIONS),
    KEY("items", ROLE_DETECTIONS),
    KEY("predictions", ROLE_DETECTIONS),
    KEY("arguments", ROLE_ARGUMENTS),
    KEY("x1", ROLE_X1),
    KEY("y1", ROLE_Y1),
    KEY("x2", ROLE_X2),
    KEY("y2", ROLE_Y2),
    KEY("x_min", ROLE_X_MIN),
    KEY("y_min", ROLE_Y_MIN),
    KEY("x_max", ROLE_X_MAX),
    KEY("y_max", ROLE_Y_MAX),
    KEY("xmin", ROLE_X1),
    KEY("ymin", ROLE_Y1),
    KEY("xmax", ROLE_X2),
    KEY("ymax", ROLE_Y2),
    KEY("x", ROLE_X),
    KEY("y", ROLE_Y),
    KEY("width", ROLE_EXTENT),
    KEY("height", ROLE_EXTENT),
    KEY("w", ROLE_EXTENT),
    KEY("h", ROLE_EXTENT),
    KEY("confidence", ROLE_CONFIDENCE),
    KEY("Confidence", ROLE_CONFIDENCE),
    KEY("score", ROLE_CONFIDENCE),
    KEY("prob", ROLE_CONFIDENCE),
    KEY("labels", ROLE_LABELS),
    KEY("bboxes_labels", ROLE_LABELS),
    KEY("name", ROLE_LABEL + 1),
    KEY("category", ROLE_LABEL + 2),
    KEY("class", ROLE_LABEL + 3),
    KEY("class_name", ROLE_LABEL + 4),
    KEY("type", ROLE_LABEL + 5),
    KEY("description", ROLE_LABEL + 6),
    KEY("text_content", ROLE_LABEL + 7),
};

int32_t role_of(struct span key)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (span_equal(known[i].name, key))
            return known[i].role;
    return ROLE_NONE;
}
