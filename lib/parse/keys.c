#include "parse/keys.h"
#include "base/ascii.h"

struct known_key {
    struct span name;
    int32_t role;
};

enum { NAME_RANK = 6 }; /* of `name` among the labels */

#define KEY(name, role)                                    \
    {                                                      \
        {(name), (int64_t)sizeof(name) - 1}, (ROLE_##role) \
    }

/* What is written most, found as it stands, and what is another key in another spelling. */
static const struct known_key exact[] = {
    KEY("bbox_2d", BOX),
    KEY("label", LABEL),
    KEY("bbox", BOX),
    KEY("box_2d", BOX_2D),
    KEY("point_2d", POINT),
    KEY("x", X),
    KEY("y", Y),
    KEY("x1", X1),
    KEY("y1", Y1),
    KEY("x2", X2),
    KEY("y2", Y2),
    KEY("name", LABEL + NAME_RANK),
    KEY("Position", POSITION),
    KEY("x_min", X_MIN),
    KEY("y_min", Y_MIN),
    KEY("x_max", X_MAX),
    KEY("y_max", Y_MAX),
    KEY("confidence", CONFIDENCE),
    KEY("score", CONFIDENCE),
};

/* Every other spelling, folded; in the order of span_compare. */
/* clang-format off */
static const struct known_key known[] = {
    KEY("actionpoint", POINT), KEY("annotations", DETECTIONS), KEY("answer", BOXES), KEY("arguments", ARGUMENTS),
    KEY("bbox", BOX), KEY("bbox2d", BOX), KEY("bboxcenter", CENTER), KEY("bboxcoord", BOX), KEY("bboxcoordinate", BOX),
    KEY("bboxcoordinates", BOX), KEY("bboxcoords", BOX), KEY("bboxcxcywh", CXCYWH), KEY("bboxes", BOXES),
    KEY("bboxes2d", BOXES), KEY("bboxeslabels", LABELS), KEY("bboxheight", HEIGHT), KEY("bboxlocation", BOX),
    KEY("bboxwidth", WIDTH), KEY("bboxxywh", XYWH), KEY("bboxxyxy", BOX), KEY("bndbox", BOX), KEY("bottom", Y2),
    KEY("bottomright", BOTTOM_RIGHT), KEY("bottomrightcorner", BOTTOM_RIGHT), KEY("bottomy", Y2),
    KEY("boundingbox", BOX), KEY("boundingbox2d", BOX), KEY("boundingboxcoordinates", BOX),
    KEY("boundingboxes", BOXES), KEY("boundingboxes2d", BOXES), KEY("bounds", BOX), KEY("box", BOX),
    KEY("box2d", BOX_2D), KEY("boxcenter", CENTER), KEY("boxcoordinates", BOX), KEY("boxcoords", BOX),
    KEY("boxcxcywh", CXCYWH), KEY("boxes", BOXES), KEY("boxheight", HEIGHT), KEY("boxlabels", LABELS),
    KEY("boxlocation", BOX), KEY("boxwidth", WIDTH), KEY("boxxywh", XYWH), KEY("boxxyxy", BOX),
    KEY("br", BOTTOM_RIGHT), KEY("caption", LABEL + 19), KEY("captions", LABELS), KEY("categories", LABELS),
    KEY("category", LABEL + 7), KEY("categoryname", LABEL + 8), KEY("categorynames", LABELS), KEY("center", CENTER),
    KEY("centercoordinates", CENTER), KEY("centerpoint", CENTER), KEY("centers", POINTS), KEY("centerx", CENTER_X),
    KEY("centery", CENTER_Y), KEY("centre", CENTER), KEY("centres", POINTS), KEY("centrex", CENTER_X),
    KEY("centrey", CENTER_Y), KEY("centroid", CENTER), KEY("certainty", CONFIDENCE), KEY("class", LABEL + 9),
    KEY("classes", LABELS), KEY("classlabel", LABEL + 4), KEY("classname", LABEL + 10), KEY("classnames", LABELS),
    KEY("click", POINT), KEY("clickcoordinate", POINT), KEY("clickcoordinates", POINT), KEY("clickcoords", POINT),
    KEY("clickpoint", POINT), KEY("clickposition", POINT), KEY("clicks", POINTS), KEY("clickx", X),
    KEY("clickxy", POINT), KEY("clicky", Y), KEY("cls", LABEL + 11), KEY("conf", CONFIDENCE),
    KEY("confidence", CONFIDENCE), KEY("confidencescore", CONFIDENCE), KEY("content", LABEL + 29),
    KEY("coord", POINT), KEY("coordinate", POINT), KEY("coordinates", BOXES), KEY("coords", BOXES), KEY("coordx", X),
    KEY("coordy", Y), KEY("cx", CENTER_X), KEY("cxcywh", CXCYWH), KEY("cy", CENTER_Y), KEY("desc", LABEL + 27),
    KEY("description", LABEL + 26), KEY("detectedobjects", DETECTIONS), KEY("detectionbox", BOX),
    KEY("detectionboxes", BOXES), KEY("detectionresults", DETECTIONS), KEY("detections", DETECTIONS),
    KEY("detectionscore", CONFIDENCE), KEY("element", POINT), KEY("elementbbox", BOX), KEY("elementbox", BOX),
    KEY("elementcenter", POINT), KEY("elementcoordinate", POINT), KEY("elementcoordinates", POINT),
    KEY("elementposition", POINT), KEY("elements", DETECTIONS), KEY("endx", X2), KEY("endy", Y2),
    KEY("entities", DETECTIONS), KEY("entity", LABEL + 18), KEY("expression", LABEL + 20), KEY("facebbox", BOX),
    KEY("groundingbox", BOX), KEY("h", HEIGHT), KEY("height", HEIGHT), KEY("instances", DETECTIONS),
    KEY("items", DETECTIONS), KEY("keypoint", POINT), KEY("keypoints", POINTS), KEY("label", LABEL),
    KEY("labelname", LABEL + 1), KEY("labelnames", LABELS), KEY("labels", LABELS), KEY("left", X1),
    KEY("lefttop", TOP_LEFT), KEY("leftx", X1), KEY("loc", BOX), KEY("location", BOX), KEY("locations", BOXES),
    KEY("lowerright", BOTTOM_RIGHT), KEY("lowerrightcorner", BOTTOM_RIGHT), KEY("maxx", X2), KEY("maxy", Y2),
    KEY("minx", X1), KEY("miny", Y1), KEY("name", LABEL + NAME_RANK), KEY("names", LABELS), KEY("noun", LABEL + 32),
    KEY("objbbox", BOX), KEY("object", LABEL + 5), KEY("objectbbox", BOX), KEY("objectbox", BOX),
    KEY("objectclass", LABEL + 12), KEY("objectdescription", LABEL + 21), KEY("objectlabel", LABEL + 3),
    KEY("objectlist", DETECTIONS), KEY("objectname", LABEL + 2), KEY("objectnames", LABELS), KEY("objects", OBJECTS),
    KEY("objecttype", LABEL + 13), KEY("phrase", LABEL + 17), KEY("phrases", LABELS), KEY("point", POINT),
    KEY("point2d", POINT), KEY("pointcoordinate", POINT), KEY("pointcoordinates", POINT), KEY("points", POINTS),
    KEY("points2d", POINTS), KEY("pointx", X), KEY("pointy", Y), KEY("pos", POINT), KEY("position", POINT),
    KEY("positions", POINTS), KEY("positionx", X), KEY("positiony", Y), KEY("predbbox", BOX), KEY("predbox", BOX),
    KEY("predboxes", BOXES), KEY("predictedbbox", BOX), KEY("predictedbox", BOX), KEY("predictedboxes", BOXES),
    KEY("predictions", DETECTIONS), KEY("prob", CONFIDENCE), KEY("probability", CONFIDENCE), KEY("rect", BOX),
    KEY("rectangle", BOX), KEY("rectangles", BOXES), KEY("rects", BOXES), KEY("ref", LABEL + 14),
    KEY("referringexpression", LABEL + 16), KEY("refexp", LABEL + 15), KEY("region", BOX), KEY("regions", BOXES),
    KEY("results", DETECTIONS), KEY("right", X2), KEY("rightbottom", BOTTOM_RIGHT), KEY("rightx", X2),
    KEY("roi", BOX), KEY("score", CONFIDENCE), KEY("startbox", POINT), KEY("startx", X1), KEY("starty", Y1),
    KEY("subject", LABEL + 25), KEY("tag", LABEL + 23), KEY("tap", POINT), KEY("tappoint", POINT),
    KEY("tapposition", POINT), KEY("target", POINT), KEY("targetbbox", BOX), KEY("targetbox", BOX),
    KEY("targetcoordinate", POINT), KEY("targetcoordinates", POINT), KEY("targetpoint", POINT),
    KEY("targetposition", POINT), KEY("targets", DETECTIONS), KEY("text", LABEL + 28), KEY("textcontent", LABEL + 30),
    KEY("title", LABEL + 24), KEY("tl", TOP_LEFT), KEY("top", Y1), KEY("topleft", TOP_LEFT),
    KEY("topleftcorner", TOP_LEFT), KEY("topy", Y1), KEY("touch", POINT), KEY("transcription", LABEL + 31),
    KEY("type", LABEL + 22), KEY("upperleft", TOP_LEFT), KEY("upperleftcorner", TOP_LEFT), KEY("w", WIDTH),
    KEY("width", WIDTH), KEY("x", X), KEY("x0", X0), KEY("x1", X1), KEY("x2", X2), KEY("xbr", X2),
    KEY("xc", CENTER_X), KEY("xcenter", CENTER_X), KEY("xcentre", CENTER_X), KEY("xcoord", X), KEY("xcoordinate", X),
    KEY("xend", X2), KEY("xleft", X1), KEY("xmax", X2), KEY("xmin", X1), KEY("xright", X2), KEY("xstart", X1),
    KEY("xtl", X1), KEY("xy", POINT), KEY("xywh", XYWH), KEY("xyxy", BOX), KEY("y", Y), KEY("y0", Y0), KEY("y1", Y1),
    KEY("y2", Y2), KEY("ybottom", Y2), KEY("ybr", Y2), KEY("yc", CENTER_Y), KEY("ycenter", CENTER_Y),
    KEY("ycentre", CENTER_Y), KEY("ycoord", Y), KEY("ycoordinate", Y), KEY("yend", Y2), KEY("ymax", Y2),
    KEY("ymin", Y1), KEY("ystart", Y1), KEY("ytl", Y1), KEY("ytop", Y1), KEY("位置", BOX), KEY("名称", LABEL + 6),
    KEY("坐标", BOX), KEY("对象", LABEL + 5), KEY("标签", LABEL), KEY("点", POINT), KEY("点击位置", POINT), KEY("物体", LABEL + 5),
    KEY("类别", LABEL + 7), KEY("置信度", CONFIDENCE), KEY("边界框", BOX),
};
/* clang-format on */

enum { EXACT = sizeof exact / sizeof exact[0], KNOWN = sizeof known / sizeof known[0] };

_Static_assert(EXACT + KNOWN + MOST_OWN_KEYS <= MOST_KEYS, "every key has its bit");

int32_t key_fold(struct span key, char folded[KEY_CAPACITY])
{
    int32_t length = 0;
    for (int64_t i = 0; i < key.length; i++) {
        const char c = key.data[i];
        if (c == '_' || c == '-' || c == ' ')
            continue;
        if (length == KEY_CAPACITY)
            return 0;
        folded[length++] = ascii_lower(c);
    }
    return length;
}

static const struct known_key *find_exact(struct span key)
{
    for (int32_t i = 0; i < EXACT; i++)
        if (exact[i].name.length == key.length && exact[i].name.data[0] == key.data[0] &&
            memcmp(exact[i].name.data, key.data, (size_t)key.length) == 0)
            return &exact[i];
    return NULL;
}

static struct key find_known(struct span folded)
{
    int32_t low = 0, high = folded.length > 0 ? KNOWN : 0;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        const unsigned char first = (unsigned char)folded.data[0], other = (unsigned char)known[middle].name.data[0];
        const int order = first != other ? first - other : span_compare(folded, known[middle].name);
        if (order == 0)
            return (struct key){known[middle].role, EXACT + middle};
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (struct key){ROLE_NONE, KEY_UNKNOWN};
}

static struct span without_digits(struct span folded)
{
    while (folded.length > 0 && ascii_is_digit(folded.data[folded.length - 1]))
        folded.length--;
    return folded;
}

/* bbox_1, label_2: such keys count their items. */
static struct key find_counted(struct span folded)
{
    const struct span stem = without_digits(folded);
    const struct key none = {ROLE_NONE, KEY_UNKNOWN};
    if (stem.length == folded.length)
        return none;
    const struct key found = find_known(stem);
    return (found.role >= ROLE_BOX && found.role <= ROLE_CENTER) || is_label_role(found.role) ? found : none;
}

struct key key_find(const struct own_keys *own, struct span key)
{
    char text[KEY_CAPACITY];
    struct span folded = {text, -1};
    if (own->count > 0) {
        folded.length = key_fold(key, text);
        for (int64_t i = 0; i < own->count; i++)
            if (span_equal(own->list[i].name, folded))
                return (struct key){own->list[i].role, EXACT + KNOWN + (int32_t)i};
    }
    const struct known_key *same = find_exact(key);
    if (same != NULL)
        return (struct key){same->role, (int32_t)(same - exact)};
    if (folded.length < 0)
        folded.length = key_fold(key, text);
    const struct key found = find_known(folded);
    return found.number != KEY_UNKNOWN ? found : find_counted(folded);
}

bool key_is_measure(struct span key)
{
    static const char *const endings[] = {
        "size",        "sizes",       "resolution",    "dimension", "dimensions", "shape",   "width",    "height",
        "scale",       "ratio",       "range",         "color",     "colour",     "colors",  "rgb",      "rgba",
        "hsv",         "time",        "times",         "timestamp", "timestamps", "date",    "duration", "interval",
        "span",        "frame",       "frames",        "id",        "ids",        "index",   "indices",  "page",
        "pages",       "count",       "counts",        "number",    "numbers",    "score",   "scores",   "confidence",
        "confidences", "probability", "probabilities", "probs",     "weights",    "version", "padding",  "margin",
        "grid",        "steps",
    };
    char text[KEY_CAPACITY];
    const int32_t length = key_fold(key, text);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const struct span ending = span_of(endings[i]);
        if (span_has((struct span){text, length}, ending, length - ending.length))
            return true;
    }
    return false;
}

int32_t key_text_role(struct span key)
{
    enum { LAST_LABEL = ROLE_LABEL + 99 };
    char text[KEY_CAPACITY];
    const struct span folded = {text, key_fold(key, text)};
    return span_equal(folded, SPAN("element")) || span_equal(folded, SPAN("target")) ? LAST_LABEL : ROLE_NONE;
}
