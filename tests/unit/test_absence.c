/* Which sentences say that nothing is there. */
#include "exact.h"
#include "parse/absence.h"

static void check(const char *const *texts, int32_t count, bool absent)
{
    int32_t wrong = 0;
    for (int32_t i = 0; i < count; i++) {
        if (says_absent(span_of(texts[i])) != absent)
            print_error("%s: %s\n", texts[i], absent ? "does not say so" : "says so");
        wrong += says_absent(span_of(texts[i])) != absent;
    }
    assert_int_equal(wrong, 0);
}

#define CHECK(texts, absent) check(texts, (int32_t)(sizeof(texts) / sizeof(texts)[0]), absent)

static void sentences_of_absence(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "There are no birds in the image.",
        "There is no such object.",
        "There isn't any zebra here.",
        "There isn’t any zebra here.",
        "There are none.",
        "There doesn't seem to be a bicycle.",
        "No cars were found",
        "No matching object.",
        "None of the objects match the description.",
        "Nothing was detected.",
        "No.",
        "0 birds were found.",
        "Zero dogs.",
        "I looked carefully, but I could not find a red ball.",
        "I don't see any cat in this picture.",
        "I cannot locate the object you describe.",
        "I can’t find it.",
        "I was unable to find the umbrella.",
        "The picture does not contain a boat.",
        "Sorry, this photo doesn't show any truck.",
        "The requested item is not visible.",
        "The dog isn't in the image.",
        "The object does not exist in the picture.",
        "The referred person could not be located.",
        "The image shows no people.",
        "I see nothing like that.",
        "The image has no zebra.",
        "A bridge is absent from the scene.",
        "The clock is missing.",
        "A street without any traffic light",
        "Not found: the image contains only trees.",
        "It's not present.",
        "图中没有鸟。",
        "未找到目标",
        "该物体不存在",
        "圖片中沒有貓",
        "猫は見つかりません",
        "画像に鳥はいません。",
        "이미지에 고양이가 없습니다.",
        "Нет кошек.",
        "Объект не найден.",
        "Il n'y a pas de chat.",
        "Aucun oiseau sur l'image.",
        "Auf dem Bild ist kein Hund.",
        "Die Katze ist nicht zu sehen.",
        "No hay pájaros.",
        "No se encuentra el objeto.",
        "Não há gatos na imagem.",
        "Non ci sono uccelli.",
        "Er is geen kat.",
        "Nie ma kota.",
        "Kedi yok.",
        "Không có mèo.",
        "Tidak ada kucing.",
    };
    CHECK(texts, true);
}

static void other_sentences(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "a cat",
        "The cat is on the left.",
        "There is no doubt that the cat is on the left.",
        "There is a cat, no question.",
        "No problem, the cat is on the left.",
        "No, the cat is on the left.",
        "The cat is not on the left but on the right.",
        "The person is not wearing a hat.",
        "Sorry, I can't help with that.",
        "I cannot assist with this request.",
        "I'm unable to view images.",
        "I cannot see the image.",
        "I can't see any image.",
        "The image is not visible.",
        "There is no image attached.",
        "As an AI, I do not have the ability to see pictures.",
        "I don't have access to the picture.",
        "I cannot determine the bounding box.",
        "I will not give coordinates.",
        "There are no coordinates in the image itself, so I cannot give any.",
        "没有问题，在左边",
        "申し訳ありません",
        "Kein Problem.",
        "The nothingness of nowhere",
        "There are not 42 birds.",
        "I don't see 42 birds.",
    };
    CHECK(texts, false);
}

static void long_texts_are_no_sentences(void **state)
{
    (void)state;
    char text[4096];
    memset(text, ' ', sizeof text);
    memcpy(text, "There are no birds.", 19);
    assert_true(says_absent((struct span){text, 2048}));
    assert_false(says_absent((struct span){text, 2049}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_of_absence),
        cmocka_unit_test(other_sentences),
        cmocka_unit_test(long_texts_are_no_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
