/* What keys say, in whatever way they are spelled. */
#include "exact.h"
#include "parse/keys.h"

static const struct {
    int32_t role;
    const char *names; /* a space between */
} groups[] = {
    {ROLE_BOX, "bbox_2d bbox box bounding_box bounding_box_2d location rect rectangle region roi bounds "
               "bndbox xyxy bbox_xyxy box_xyxy bbox_coordinates box_coordinates "
               "bounding_box_coordinates bbox_coords box_coords bbox_coord bboxcoordinate target_bbox "
               "target_box object_bbox object_box obj_bbox element_bbox element_box predicted_bbox "
               "pred_bbox predicted_box pred_box detection_box grounding_box face_bbox loc box_location "
               "bbox_location 边界框 坐标 位置"},
    {ROLE_BOX_2D, "box_2d"},
    {ROLE_BOXES, "coordinates coords answer boxes bboxes bounding_boxes bboxes_2d locations regions "
                 "detection_boxes pred_boxes predicted_boxes bounding_boxes_2d rects rectangles"},
    {ROLE_XYWH, "bbox_xywh box_xywh xywh"},
    {ROLE_CXCYWH, "bbox_cxcywh box_cxcywh cxcywh"},
    {ROLE_CENTER, "center centre center_point centroid center_coordinates bbox_center box_center"},
    {ROLE_POINT, "point_2d point coordinate coord xy position pos "
                 "element target click tap touch click_point tap_point click_position click_coordinate "
                 "click_coordinates tap_position target_point target_position target_coordinate "
                 "target_coordinates element_position element_coordinate element_coordinates "
                 "element_center start_box action_point click_coords click_xy point_coordinate "
                 "point_coordinates keypoint 点击位置 点"},
    {ROLE_POINTS, "points points_2d keypoints clicks positions centers centres"},
    {ROLE_OBJECTS, "objects"},
    {ROLE_DETECTIONS, "detections items predictions results annotations instances elements entities targets "
                      "detected_objects object_list detection_results"},
    {ROLE_ARGUMENTS, "arguments"},
    {ROLE_TOP_LEFT, "top_left upper_left left_top top_left_corner upper_left_corner tl"},
    {ROLE_BOTTOM_RIGHT, "bottom_right lower_right right_bottom bottom_right_corner lower_right_corner br"},
    {ROLE_X1, "x1 xmin left x_start start_x x_left left_x x_tl min_x"},
    {ROLE_Y1, "y1 ymin top y_start start_y y_top top_y y_tl min_y"},
    {ROLE_X2, "x2 xmax right x_end end_x x_right right_x x_br max_x"},
    {ROLE_Y2, "y2 ymax bottom y_end end_y y_bottom bottom_y y_br max_y"},
    {ROLE_X, "x coord_x x_coord x_coordinate click_x point_x position_x"},
    {ROLE_Y, "y coord_y y_coord y_coordinate click_y point_y position_y"},
    {ROLE_WIDTH, "width w box_width bbox_width"},
    {ROLE_HEIGHT, "height h box_height bbox_height"},
    {ROLE_CENTER_X, "cx x_center center_x xc x_centre centre_x x_c"},
    {ROLE_CENTER_Y, "cy y_center center_y yc y_centre centre_y y_c"},
    {ROLE_X0, "x0"},
    {ROLE_Y0, "y0"},
    {ROLE_CONFIDENCE, "confidence score prob conf probability confidence_score certainty detection_score 置信度"},
    {ROLE_LABELS, "labels bboxes_labels categories names classes class_names category_names object_names "
                  "label_names captions phrases box_labels"},
};

/* The more telling first. */
static const char labels[] = "label label_name object_name object_label class_label object name category "
                             "category_name class class_name cls object_class object_type ref ref_exp "
                             "referring_expression phrase entity caption expression object_description type tag "
                             "title subject description desc text content text_content transcription "
                             "noun ";

static const struct own_keys none = {NULL, 0};

static int32_t role_of(const char *name, int64_t length)
{
    return key_find(&none, (struct span){name, length}).role;
}

/* The next name of a list, or false. */
static bool next_name(const char **list, struct span *name)
{
    *list += strspn(*list, " ");
    *name = (struct span){*list, (int64_t)strcspn(*list, " ")};
    *list += name->length;
    return name->length > 0;
}

static void check_spellings(struct span name, int32_t role)
{
    char upper[64], spaced[64], joined[64];
    int64_t length = 0;
    for (int64_t i = 0; i < name.length; i++) {
        const char c = name.data[i];
        upper[i] = (char)((unsigned char)(c - 'a') < 26 ? c - 32 : c);
        spaced[i] = c == '_' ? ' ' : c;
        if (c != '_')
            joined[length++] = c;
    }
    if (role_of(name.data, name.length) != role)
        print_error("%.*s\n", (int)name.length, name.data);
    assert_int_equal(role_of(name.data, name.length), role);
    assert_int_equal(role_of(upper, name.length), role);
    assert_int_equal(role_of(spaced, name.length), role);
    assert_int_equal(role_of(joined, length), role);
}

static void test_every_key_in_every_spelling(void **state)
{
    (void)state;
    struct span name;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        for (const char *list = groups[i].names; next_name(&list, &name);)
            check_spellings(name, groups[i].role);
    int32_t rank = 0;
    for (const char *list = labels; next_name(&list, &name); rank++)
        check_spellings(name, ROLE_LABEL + rank);
}

static void test_spellings_that_say_more(void **state)
{
    (void)state;
    assert_int_equal(role_of("Position", 8), ROLE_POSITION); /* Visual-RFT's box; ShowUI's point is a small word */
    assert_int_equal(role_of("position", 8), ROLE_POINT);
    assert_int_equal(role_of("x_min", 5), ROLE_X_MIN); /* Moondream's */
    assert_int_equal(role_of("xmin", 4), ROLE_X1);
    assert_int_equal(key_find(&none, SPAN("\xE6\xA0\x87\xE7\xAD\xBE")).role, ROLE_LABEL); /* label, in Chinese */
}

static void test_keys_that_count(void **state)
{
    (void)state;
    assert_int_equal(role_of("bbox_1", 6), ROLE_BOX);
    assert_int_equal(role_of("label12", 7), ROLE_LABEL);
    assert_int_equal(key_find(&none, SPAN("box_1")).number, key_find(&none, SPAN("Box_2")).number);
    assert_int_equal(role_of("x3", 2), ROLE_NONE); /* of a polygon */
    assert_int_equal(role_of("bbox_3d", 7), ROLE_NONE);
    assert_int_equal(role_of("7", 1), ROLE_NONE);
}

static void test_other_keys(void **state)
{
    (void)state;
    static const char *const others[] = {"",
                                         "_",
                                         "thought",
                                         "bbo",
                                         "bboxx",
                                         "id",
                                         "zzz",
                                         "image",
                                         "size",
                                         "\xff",
                                         "a key that is longer than any key that has a meaning at all"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const struct key key = key_find(&none, span_of(others[i]));
        assert_int_equal(key.role, ROLE_NONE);
        assert_int_equal(key.number, KEY_UNKNOWN);
    }
}

static void test_measures(void **state)
{
    (void)state;
    static const char *const measures[] = {"size",    "image_size", "Resolution", "time_range",
                                           "bgColor", "page",       "frameIds"};
    static const char *const places[] = {"result", "where", "spot", "found", "area_of_interest"};
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        assert_true(key_is_measure(span_of(measures[i])));
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        assert_false(key_is_measure(span_of(places[i])));
}

static void test_own_keys_come_first(void **state)
{
    (void)state;
    static const struct own_key list[] = {{{"what", 4}, ROLE_LABEL, 0}, {{"label", 5}, ROLE_BOX, 0}};
    const struct own_keys own = {list, 2};
    assert_int_equal(key_find(&own, SPAN("WHAT")).role, ROLE_LABEL);
    assert_int_equal(key_find(&own, SPAN("label")).role, ROLE_BOX);
    assert_int_equal(key_find(&own, SPAN("bbox_2d")).role, ROLE_BOX);
    assert_int_equal(key_find(&own, SPAN("bounding box")).role, ROLE_BOX);
    assert_true(key_find(&own, SPAN("what")).number != key_find(&own, SPAN("label")).number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_in_every_spelling),
        cmocka_unit_test(test_spellings_that_say_more),
        cmocka_unit_test(test_keys_that_count),
        cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_own_keys_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
