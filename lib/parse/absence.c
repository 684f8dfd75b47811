#include "parse/absence.h"
#include "base/ascii.h"

enum { LONGEST_SENTENCES = 2048, MOST_WORDS = 64 };

/* One word of a sentence, in lower case. */
struct word {
    struct span text;
    bool comma; /* behind it */
    bool opens; /* it begins the sentence or a clause */
};

struct sentence {
    struct word word[MOST_WORDS];
    int32_t count;
};

#define COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

/* Words read best in lines. */
/* clang-format off */
/* What looks like absence and says something else; it is blanked first. */
static const char *const other_meaning[] = {
    "no doubt", "no question", "no problem", "no need", "no reason", "no way", "no longer", "no idea", "no worries",
    "no access", "no image", "no picture", "no photo", "no attachment", "no information", "no matter", "not only",
    "no more than", "no less than", "no fewer than", "no later than", "without any doubt", "nothing but",
    "none other", "没有问题", "没问题", "没有疑问", "没有办法", "没有足够", "没有图", "没有提供", "沒有問題", "沒有疑問", "沒有辦法", "看不到图", "看不到圖",
    "申し訳ありません", "問題ありません", "間違いありません", "문제없", "нет сомнений", "нет проблем", "нет доступа", "без сомнения",
    "kein problem", "keine ahnung", "kein zweifel", "pas de problème", "aucun doute", "aucun problème",
    "no hay duda", "no hay problema", "sin duda", "não há dúvida", "sem dúvida", "nessun dubbio", "nessun problema",
    "geen probleem", "geen twijfel",
};

/* Absence in other languages. */
static const char *const absent_elsewhere[] = {
    "没有", "没找到", "没发现", "没看到", "没看见", "没检测到", "未找到", "未发现", "未检测到", "未见", "未出现", "未能找到", "不存在", "找不到", "看不到", "不包含",
    "并无", "無法找到", "无法找到", "无法在图", "沒有", "沒找到", "未發現", "未檢測到", "並無", "不包含", "見つかりません", "見つからない", "見当たりません", "見当たらない",
    "存在しません", "存在しない", "写っていません", "写っていない", "映っていません", "ありません", "いません", "検出されません", "検出されない", "確認できません", "含まれていません",
    "がない", "はない", "がいない", "없습니다", "없음", "없다", "없어요", "않습니다", "찾을 수 없", "보이지 않", "존재하지 않", "нет", "отсутству",
    "не найден", "не обнаружен", "не видно", "не виден", "не существует", "никаких", "немає", "відсутн",
    "n'y a pas", "n'y a aucun", "aucun", "pas de", "ne contient pas", "ne montre pas", "n'est pas présent",
    "n'est pas visible", "introuvable", "n'apparaît pas", "n'existe pas", "rien", "kein", "keine", "keinen",
    "keinem", "keiner", "nichts", "nicht vorhanden", "nicht sichtbar", "nicht gefunden", "nicht zu sehen",
    "nicht zu finden", "nicht erkennbar", "nicht enthalten", "nicht im bild", "nicht auf dem bild", "no hay",
    "ningún", "ninguna", "ninguno", "no existe", "no aparece", "no contiene", "no se ve", "no se encuentra",
    "no se encontr", "no se observa", "no se detect", "no está presente", "no es visible", "no muestra", "nada",
    "não há", "nenhum", "nenhuma", "não existe", "não aparece", "não contém", "não mostra", "não foi encontrad",
    "não está presente", "non c'è", "non ci sono", "nessun", "nessuna", "nessuno", "non è presente",
    "non è visibile", "non contiene", "non mostra", "non esiste", "geen", "niet gevonden", "niet zichtbaar",
    "niet aanwezig", "nie ma", "brak", "żaden", "żadnych", "nie znaleziono", "nie widać", "yok", "bulunamad",
    "bulunmuyor", "bulunmamaktad", "görünmüyor", "لا يوجد", "لا توجد", "ليس هناك", "غير موجود", "نہیں ہے",
    "नहीं है", "नहीं हैं", "कोई नहीं", "không có", "không tìm thấy", "ไม่มี", "ไม่พบ", "tidak ada",
    "tidak ditemukan", "tidak terdapat", "tidak terlihat", "אין",
};

/* English, word by word. */
static const char *const nothing_words[] = {
    "no", "none", "nothing", "zero", "neither", "0",
};
static const char *const not_words[] = {
    "not", "cannot", "never", "unable", "fail", "fails", "failed", "failing", "dont", "doesnt", "didnt", "cant",
    "isnt", "arent", "couldnt",
};
static const char *const seeing_words[] = {
    "see", "seen", "find", "found", "locate", "located", "detect", "detected", "spot", "spotted", "observe",
    "observed", "notice", "noticed",
};
static const char *const showing_words[] = {
    "show", "shows", "shown", "showing", "contain", "contains", "containing", "include", "includes", "depict",
    "depicts", "depicted", "feature", "features", "exist", "exists", "appear", "appears", "match", "matches",
    "display", "displays", "have", "has", "having", "present", "visible", "there", "anywhere",
};
static const char *const image_words[] = {
    "image", "images", "picture", "pictures", "photo", "photos", "photograph", "video", "videos", "attachment",
    "file", "link", "url", "screenshot",
};
static const char *const small_words[] = {
    "the", "a", "an", "this", "that", "any", "your", "given", "provided", "attached", "in", "within", "inside",
    "on",
};
static const char *const refusing_words[] = {
    "help", "assist", "coordinates", "assistance", "access", "ai", "ability", "view", "process", "analyze", "images", "photos",
    "videos",
};
static const char *const gone_words[] = {
    "absent", "missing", "nonexistent", "non-existent",
};
/* clang-format on */

static bool is_one_word_of(struct span word, const char *const *words, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (span_equal(word, span_of(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(word, words) is_one_word_of((word), (words), COUNT_OF(words))

/* The text in lower case (ASCII), typographic apostrophes plain. Returns its length; `to` has room. */
static int64_t fold_text(struct span text, char *to)
{
    int64_t length = 0;
    for (int64_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (text.length - i >= 3 && memcmp(text.data + i, "\xe2\x80\x99", 3) == 0) {
            to[length++] = '\'';
            i += 2;
        } else if (text.length - i >= 2 && memcmp(text.data + i, "\xd0\x9d", 2) == 0) {
            to[length++] = '\xd0'; /* Cyrillic N, with which a sentence of absence begins */
            to[length++] = '\xbd';
            i++;
        } else {
            to[length++] = ascii_lower(c);
        }
    }
    return length;
}

/* The first place of the phrase from `at` on, or -1. One that begins or ends with a Latin letter stands at word
 * boundaries, but for endings in seven letters and more, which may go on: "отсутству", "bulunamad". */
static int64_t find_phrase(struct span text, int64_t at, const char *phrase)
{
    const int64_t length = (int64_t)strlen(phrase);
    for (; text.length - at >= length; at++) {
        const char *hit = memchr(text.data + at, phrase[0], (size_t)(text.length - at - length + 1));
        if (hit == NULL)
            return -1;
        at = hit - text.data;
        if (memcmp(hit, phrase, (size_t)length) != 0)
            continue;
        const bool begins = at == 0 || !ascii_is_letter(text.data[at - 1]) || !ascii_is_letter(phrase[0]);
        const bool open = length >= 7 || !ascii_is_letter(phrase[length - 1]);
        if (begins && (open || at + length == text.length || !ascii_is_letter(text.data[at + length])))
            return at;
    }
    return -1;
}

static void blank_other_meanings(char *text, int64_t length)
{
    for (int32_t i = 0; i < COUNT_OF(other_meaning); i++) {
        int64_t at = 0;
        while ((at = find_phrase((struct span){text, length}, at, other_meaning[i])) >= 0)
            memset(text + at, ' ', strlen(other_meaning[i]));
    }
}

/* The next sentence from *at on: its words. False at the end. */
static bool next_sentence(struct span text, int64_t *at, struct sentence *sentence)
{
    bool opens = true;
    sentence->count = 0;
    while (*at < text.length && sentence->count < MOST_WORDS) {
        const char c = text.data[*at];
        const int64_t begin = *at;
        while (*at < text.length &&
               (ascii_is_letter(text.data[*at]) || memchr("'-0123456789", text.data[*at], 12) != NULL))
            ++*at;
        if (*at > begin) {
            const char behind = *at < text.length ? text.data[*at] : ' ';
            sentence->word[sentence->count++] = (struct word){{text.data + begin, *at - begin}, behind == ',', opens};
            opens = behind == ',';
            continue;
        }
        ++*at;
        if (memchr(".!?;:\n", c, 6) != NULL && sentence->count > 0)
            return true;
    }
    return sentence->count > 0;
}

static bool is_not(struct span word)
{
    const bool contracted = word.length > 3 && memcmp(word.data + word.length - 3, "n't", 3) == 0;
    return contracted || IS_ONE_OF(word, not_words);
}

/* Is the first word from `i` on that is no article or the like about the image? */
static bool is_about_image(const struct sentence *sentence, int32_t i)
{
    while (i < sentence->count && IS_ONE_OF(sentence->word[i].text, small_words))
        i++;
    return i < sentence->count && IS_ONE_OF(sentence->word[i].text, image_words);
}

/* not .. see, not .. in the image, not .. visible: a negation at `i`, and what it denies a few words on. */
static bool denies(const struct sentence *sentence, int32_t i)
{
    const bool image_before = (i > 0 && IS_ONE_OF(sentence->word[i - 1].text, image_words)) ||
                              (i > 1 && IS_ONE_OF(sentence->word[i - 2].text, image_words));
    for (int32_t k = i + 1; k < sentence->count && k <= i + 5; k++) {
        const struct span word = sentence->word[k].text;
        if (IS_ONE_OF(word, seeing_words))
            return !is_about_image(sentence, k + 1) && !(image_before && word.data[word.length - 1] == 'd');
        if (span_equal(word, SPAN("visible")) || span_equal(word, SPAN("present")))
            return !image_before;
        if (IS_ONE_OF(word, showing_words) || (span_equal(word, SPAN("in")) && is_about_image(sentence, k + 1)))
            return true;
    }
    return false;
}

/* There are not 42 birds; I do not see 42: so many are not there, which says nothing of any other number. */
static bool denies_number(const struct sentence *sentence, int32_t i)
{
    for (int32_t k = i + 1; k < sentence->count && k <= i + 3; k++) {
        const char first = sentence->word[k].text.data[0];
        if (ascii_is_digit(first))
            return first != '0';
    }
    return false;
}

/* Does the word at `i`, with what follows, say that something is not there? */
static bool absent_at(const struct sentence *sentence, int32_t i)
{
    const struct word *word = &sentence->word[i];
    const struct span next = i + 1 < sentence->count ? word[1].text : SPAN("");
    if (span_equal(word->text, SPAN("there")))
        for (int32_t k = i + 1; k < sentence->count && k <= i + 4; k++)
            if (IS_ONE_OF(sentence->word[k].text, nothing_words) ||
                (is_not(sentence->word[k].text) && !denies_number(sentence, k)))
                return true;
    if (word->opens && !word->comma && IS_ONE_OF(word->text, nothing_words))
        return true;
    if (is_not(word->text) && !denies_number(sentence, i) && denies(sentence, i))
        return true;
    if ((IS_ONE_OF(word->text, seeing_words) || IS_ONE_OF(word->text, showing_words)) && IS_ONE_OF(next, nothing_words))
        return true;
    if (IS_ONE_OF(word->text, gone_words) && i > 0)
        return true;
    return span_equal(word->text, SPAN("without")) && span_equal(next, SPAN("any"));
}

static bool is_refusal(const struct sentence *sentence)
{
    for (int32_t i = 0; i < sentence->count; i++)
        if (IS_ONE_OF(sentence->word[i].text, refusing_words))
            return true;
    return false;
}

bool says_absent(struct span text)
{
    char folded[LONGEST_SENTENCES];
    struct sentence sentence;
    if (text.length > LONGEST_SENTENCES)
        return false;
    const struct span said = {folded, fold_text(text, folded)};
    blank_other_meanings(folded, said.length);
    for (int64_t at = 0; next_sentence(said, &at, &sentence);) {
        if (is_refusal(&sentence))
            continue;
        for (int32_t i = 0; i < sentence.count; i++)
            if (absent_at(&sentence, i))
                return true;
    }
    for (int32_t i = 0; i < COUNT_OF(absent_elsewhere); i++)
        if (find_phrase(said, 0, absent_elsewhere[i]) >= 0)
            return true;
    return false;
}
