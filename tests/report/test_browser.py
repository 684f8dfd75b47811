"""What a person sees and does on a page of vreward report."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Open, made, write
from PIL import Image
from playwright.sync_api import Page, expect

WIDTHS = (360, 800, 1400)
SIZE = (400, 300)
NAVY = (0, 0, 128)
GREEN, VERMILION, BLUE, PURPLE = (0, 158, 115), (213, 94, 0), (0, 114, 178), (204, 121, 167)


def boxes(*items: tuple[list[int], str]) -> str:
    return json.dumps([{"bbox_2d": box, "label": label} for box, label in items])


# A matched pair whose centres are 40 apart, a missed cup, a book that is written as something else, and an item of nothing.
SCENE = {
    "id": "scene",
    "prompt": "Find everything.",
    "image": "scene.png",
    "truth": {
        "boxes": [[100, 180, 260, 260], [20, 20, 70, 70], [320, 200, 390, 280]],
        "labels": ["tray", "cup", "book"],
        "size": list(SIZE),
    },
    "completion": boxes(([140, 180, 300, 260], "tray"), ([320, 30, 380, 90], "lamp"), ([320, 200, 390, 280], "box")),
}


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    Image.new("RGB", SIZE, NAVY).save(tmp_path / "scene.png")
    return made(write(tmp_path / "scene.jsonl", [SCENE]), "--recipe", "detection", "--images", str(tmp_path))


def open_first(page: Page) -> None:
    page.locator(".card").first.click()
    expect(page.locator("#detail")).to_be_visible()


class Pixels:
    """What the large drawing of an open rollout looks like, in numbers of its picture."""

    def __init__(self, page: Page) -> None:
        drawn = page.locator(".stage > svg")
        self.image = Image.open(io.BytesIO(drawn.screenshot())).convert("RGB")
        self.scale = self.image.width / SIZE[0]

    def near(self, x: float, y: float, colour: tuple[int, ...], reach: float = 3) -> bool:
        """Whether a pixel within `reach` of this place has about this colour."""
        at_x, at_y = x * self.scale, y * self.scale
        box = [int(value) for value in (at_x - reach, at_y - reach, at_x + reach + 1, at_y + reach + 1)]
        found = self.image.crop((max(box[0], 0), max(box[1], 0), *box[2:])).getcolors(10_000)
        return any(max(abs(a - b) for a, b in zip(pixel, colour)) < 40 for _, pixel in found)


# ---- what is drawn ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_boxes_are_drawn_where_they_are(width: int, scene: Path, opened: Open) -> None:
    page = opened(scene, width)
    open_first(page)
    pixels = Pixels(page)
    assert pixels.near(200, 120, NAVY), "the picture lies behind"
    assert not pixels.near(200, 120, GREEN)
    assert pixels.near(300, 235, GREEN, 4), "the matched item: its right side"
    assert pixels.near(100, 235, BLUE, 4), "what it is matched with: its left side"
    assert pixels.near(200, 220, GREEN, 4), "both are joined from centre to centre"
    assert any(pixels.near(320, y, VERMILION, 4) for y in range(40, 85)), "what fits nothing, dashed"
    assert any(pixels.near(x, 20, BLUE, 4) for x in range(25, 65)), "what was missed, dashed"
    assert any(pixels.near(340 + x, 200, PURPLE, 4) for x in range(0, 40)), "the wrong label"
    assert not pixels.near(45, 45, BLUE, 4), "nothing is filled"


def test_outcomes_have_names(scene: Path, opened: Open) -> None:
    page = opened(scene)
    open_first(page)
    drawn = page.locator(".stage > svg text").all_text_contents()
    assert drawn == ["T0 tray", "\u25cb T1 cup", "\u25cb T2 book", "\u2713 0 tray", "\u2715 1 lamp", "\u2260 2 box"]
    assert page.locator(".stage > svg").get_attribute("aria-label") == (
        "1 matched, 1 unmatched, 1 wrong label; 3 true, 2 missed"
    )
    legend = page.locator(".legend li").all_inner_texts()
    assert [text.strip() for text in legend] == [
        "\u2713 written, matched",
        "\u2715 written, unmatched",
        "\u2260 written, wrong label",
        "T true, matched",
        "\u25cb true, missed",
    ]
    dashes = page.locator(".legend rect").evaluate_all("all => all.map(one => one.getAttribute('stroke-dasharray'))")
    assert len(set(dashes[:3])) == 3, "lines tell outcomes apart without colours"
    assert page.locator(".items tbody tr").count() == 6


def test_points_and_moments(tmp_path: Path, opened: Open) -> None:
    points = {"prompt": "p", "truth": {"points": [[100, 100]], "size": list(SIZE)}, "completion": "(100, 100)"}
    page = opened(made(write(tmp_path / "points.jsonl", [points]), "--recipe", "counting"))
    open_first(page)
    assert Pixels(page).near(100, 100, GREEN, 4)
    moment = {"prompt": "p", "truth": {"span": [10, 20]}, "completion": "from 15 to 20 seconds"}
    page = opened(made(write(tmp_path / "moment.jsonl", [moment]), "--recipe", "grounding"))
    open_first(page)
    places = page.locator(".stage > svg rect[fill=none]").evaluate_all("all => all.map(one => +one.getAttribute('x'))")
    assert places[0] == pytest.approx(1000 * 10 / 21), "the truth begins at 10 of 21 seconds"
    assert places[2] == pytest.approx(1000 * 15 / 21)


def test_texts_as_a_diff(tmp_path: Path, opened: Open) -> None:
    row = {"prompt": "Read.", "truth": {"text": "Caf\u00e9 Linden!"}, "completion": "Cafe Linden"}
    page = opened(made(write(tmp_path / "text.jsonl", [row]), "--recipe", "ocr"))
    open_first(page)
    assert page.locator(".diff").inner_text() == "Cafe\u00e9 Linden!"
    assert page.locator(".diff del").all_inner_texts() == ["e"]
    assert page.locator(".diff ins").all_inner_texts() == ["\u00e9", "!"]
    lines = page.locator(".diff del, .diff ins").evaluate_all(
        "all => all.map(one => getComputedStyle(one).textDecorationLine)"
    )
    assert lines == ["line-through", "underline", "underline"]


# ---- what is done ----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """30 prompts of 4 rollouts: the first ten all right, ten all wrong, ten of which half is right."""
    rows = []
    for prompt in range(30):
        truth = {"box": [10, 10, 50, 50], "size": [100, 100]}
        for rollout in range(4):
            right = prompt < 10 or (prompt >= 20 and rollout % 2)
            text = boxes(([10, 10, 50, 50], f"thing {rollout}")) if right else "Nothing comes to mind."
            rows.append(
                {"id": f"{prompt}-{rollout}", "prompt": f"Question {prompt}?", "truth": truth, "completion": text}
            )
    return made(write(tmp_path / "many.jsonl", rows), "--recipe", "grounding")


def told(page: Page, text: str) -> None:
    expect(page.locator("#found")).to_have_text(text)


def test_filters_and_search(many: Path, opened: Open) -> None:
    page = opened(many)
    told(page, "120 rollouts of 30 prompts")
    page.select_option("#kind", "zero")
    told(page, "40 rollouts of 10 prompts")
    page.select_option("#kind", "mixed")
    told(page, "40 rollouts of 10 prompts")
    page.select_option("#reason", "ok")
    told(page, "20 rollouts of 10 prompts")
    assert page.locator(".group").first.locator(".card").count() == 2
    assert "2 of 4 rollouts" in page.locator(".group-head").first.inner_text()
    page.fill("#search", "THING 3")
    told(page, "10 rollouts of 10 prompts")
    page.click("#clear")
    told(page, "120 rollouts of 30 prompts")
    page.fill("#search", "12-3")
    told(page, "1 rollout of 1 prompt")
    page.fill("#search", "nowhere to be found")
    told(page, "0 rollouts of 0 prompts")
    expect(page.locator("#list")).to_have_text("No rollout is like that.")
    page.click("#clear")
    page.fill("#low", "0.5")
    told(page, "60 rollouts of 20 prompts")
    page.fill("#high", "0.7")
    told(page, "0 rollouts of 0 prompts")


def test_figures_lead_to_rollouts(many: Path, opened: Open) -> None:
    page = opened(many)
    page.get_by_role("button", name="ok", exact=True).click()
    told(page, "60 rollouts of 20 prompts")
    page.get_by_role("button", name="all scores are 1 (10)").click()
    told(page, "40 rollouts of 10 prompts")
    page.locator(".bin").first.click()
    told(page, "60 rollouts of 20 prompts")
    assert page.input_value("#high") == "0.05"


def test_order_and_pages(many: Path, opened: Open) -> None:
    page = opened(many)
    heads = page.locator(".group-head h2")
    expect(heads.first).to_have_text("Question 20?")
    page.select_option("#order", "file")
    expect(heads.first).to_have_text("Question 0?")
    page.select_option("#order", "low")
    expect(heads.first).to_have_text("Question 10?")
    assert heads.count() == 24
    page.click("#next")
    assert heads.count() == 6
    expect(page.locator("#page")).to_have_text("25 to 30 of 30 prompts")
    assert page.locator("#next").is_disabled()
    page.click("#previous")
    assert heads.count() == 24


def test_keys(many: Path, opened: Open) -> None:
    page = opened(many)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    focused = page.locator(".card:focus")
    place = focused.get_attribute("aria-label")
    assert place == page.locator(".card").nth(1).get_attribute("aria-label")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    title = page.locator("#detail .title")
    expect(title).to_contain_text("20-1")
    page.keyboard.press("j")
    expect(title).to_contain_text("20-2")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(title).to_contain_text("20-0")
    assert page.get_by_role("button", name="Previous rollout (k)").is_disabled()
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    assert page.locator(".card:focus").count() == 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jk/")
    assert page.input_value("#search") == "jk/"


def test_many_rollouts_of_one_prompt(tmp_path: Path, opened: Open) -> None:
    truth = {"box": [10, 10, 50, 50], "size": [100, 100]}
    rows = [{"prompt": "p", "truth": truth, "completion": boxes(([10, 10, 50, 50], "x"))}] * 100
    page = opened(made(write(tmp_path / "a.jsonl", rows), "--recipe", "grounding"))
    assert page.locator(".card").count() == 24
    page.get_by_role("button", name="Show 76 more rollouts").click()
    assert page.locator(".card").count() == 100


def test_two_runs(tmp_path: Path, opened: Open) -> None:
    truth = {"box": [10, 10, 50, 50], "size": [100, 100]}

    def run(name: str, *boxes_of: list[int]) -> Path:
        rows = [
            {"prompt": f"Question {i}", "truth": truth, "completion": boxes((box, "x"))}
            for i, box in enumerate(boxes_of)
        ]
        return write(tmp_path / name, rows)

    first = run("before.jsonl", [10, 10, 50, 50], [10, 10, 50, 30], [60, 60, 90, 90])
    other = run("after.jsonl", [10, 10, 50, 50], [10, 10, 50, 50], [60, 60, 90, 90])
    page = opened(made(first, "--recipe", "grounding", "--compare", str(other)))
    head = page.locator(".group-head").first
    assert "0.5 \u2192 1" in head.inner_text()
    assert "+0.5" in head.inner_text()
    assert page.locator(".group").first.locator(".run-head").all_inner_texts() == ["A before.jsonl", "B after.jsonl"]
    page.get_by_role("button", name="higher in the second run (1)").click()
    told(page, "2 rollouts of 1 prompt")


# ---- how it looks ----------------------------------------------------------------------------------------------------

CONTRAST = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[0-9.]+/g).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const one of document.querySelectorAll("h1 span, h2, h3, p, th, td, button, b, label, dt, dd, li, pre, del, ins, .where, .score, mark, caption")) {
    if (!one.textContent.trim() || !one.getClientRects().length || one.disabled) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${one.tagName} ${one.className} ${one.textContent.slice(0, 30)} ${(a + 0.05) / (b + 0.05)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(scheme: str, scene: Path, opened: Open) -> None:
    page = opened(scene, scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 60) == (scheme == "dark")
    assert page.evaluate(CONTRAST) == []
    open_first(page)
    assert page.evaluate(CONTRAST) == []


LONG = "abc" * 3000


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(width: int, tmp_path: Path, opened: Open) -> None:
    truth = {"boxes": [[10, 10, 50, 50]], "labels": [LONG], "size": [100, 100]}
    rows = [{"id": LONG, "prompt": LONG, "truth": truth, "completion": boxes(([10, 10, 50, 50], LONG))}] * 2
    recipe = json.dumps({"base": "detection", "min_iou": 0.3, "weights": {"format": 0.1, "accuracy": 0.9}})
    page = opened(made(write(tmp_path / f"{'x' * 120}.jsonl", rows), "--recipe", recipe), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_first(page)
    wide = page.locator("#detail").evaluate(
        "one => [one.scrollWidth, one.clientWidth, one.getBoundingClientRect().right]"
    )
    assert wide[0] <= wide[1]
    assert wide[2] <= width


def test_everything_that_is_pressed_has_a_name(scene: Path, opened: Open) -> None:
    page = opened(scene)
    open_first(page)
    nameless = page.locator("button, input, select").evaluate_all(
        "all => all.filter(one => !(one.ariaLabel || one.labels?.length || one.textContent.trim())).map(one => one.outerHTML)"
    )
    assert nameless == []


def test_figures_are_there_without_scripts(scene: Path, opened: Open) -> None:
    page = opened(scene, scripts=False)
    assert "label_accuracy" in page.locator(".recipe").inner_text()
    assert "scripts are turned off" in page.locator("noscript").inner_text()


def test_an_empty_page(tmp_path: Path, opened: Open) -> None:
    page = opened(made(write(tmp_path / "a.jsonl", []), "--recipe", "grounding"))
    assert "There is no rollout in the file." in page.locator(".notes").inner_text()
    expect(page.locator("#list")).to_have_text("There are no rollouts to show.")


# ---- what is hostile -------------------------------------------------------------------------------------------------

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><iframe srcdoc='<script>alert(1)</script>'>",
    "'-alert(1)-'",
    "javascript:alert(1)",
    "<style>*{display:none}</style>",
    "<a href='https://example.org'>click</a>",
    "<base href='https://example.org/'>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<math><mtext></table><img src=x onerror=alert(1)>",
    "\u2028alert(1)\u2029",
    "\u202e)1(trela\u202c\x00\x1b[31m\ud800",
    "__proto__",
]


def test_hostile_strings_are_text(tmp_path: Path, opened: Open) -> None:
    rows = []
    for text in HOSTILE:
        truth = {"boxes": [[10, 10, 50, 50]], "labels": [text], "size": [100, 100]}
        completion = f"{text}\n{boxes(([10, 10, 50, 50], text))}"
        rows += [{"id": text, "prompt": text, "image": text, "truth": truth, "completion": completion}]
        rows += [{"id": text, "prompt": text, "truth": {"text": f"{text}!"}, "completion": text, "recipe": "ocr"}]
    rows = [{"recipe": "detection", **row} for row in rows]
    page = opened(made(write(tmp_path / "<img src=x onerror=alert(1)>.jsonl", rows)))
    page.select_option("#order", "file")
    shown: list[str] = []
    for _ in range(2):  # pages
        for card in page.locator(".card").all():
            card.click()
            shown += page.locator("#detail pre").all_text_contents()
            page.keyboard.press("Escape")
        page.click("#next:not(:disabled), #previous:not(:disabled)")
    for text in HOSTILE:
        assert any(text.replace("\ud800", "\ufffd") in one for one in shown), text  # what stands for half a character
    elements = page.evaluate("[...document.querySelectorAll('*')].map(one => one.localName)")
    assert set(elements).isdisjoint({"img", "iframe", "base", "math", "object", "embed"})
    assert elements.count("script") == 2
    assert elements.count("style") == 1
    assert elements.count("a") == 1, "the link to the rollouts"
    assert page.evaluate("Object.keys({}.__proto__)") == []


def test_no_other_script_runs(scene: Path, browser: Any) -> None:
    """The policy itself holds, were there ever markup that the page did not mean."""
    page = browser.new_page()
    page.goto(scene.as_uri())
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = 1";
          document.body.append(script);
          const image = new Image();
          image.onerror = () => { window.refused = 1; };
          image.onload = () => { window.ran = 2; };
          image.src = "https://example.org/a.png";
          document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = 3'>x</p>");
          document.body.lastElementChild.click();
        }"""
    )
    page.wait_for_function("window.refused === 1")
    assert page.evaluate("window.ran") is None
    page.close()


# ---- real rollouts ---------------------------------------------------------------------------------------------------


def real(shared_data: Path, tmp_path: Path, source: str) -> Path:
    path = tmp_path / Path(source).name
    path.write_bytes((shared_data / source).read_bytes())
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_real_rollouts_of_two_runs(width: int, shared_data: Path, tmp_path: Path, opened: Open) -> None:
    names = [f"vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_{run}_500.jsonl" for run in ("sft", "r1")]
    first, other = (real(shared_data, tmp_path, name) for name in names)
    file = made(first, "--recipe", "grounding", "--completion", "model_output", "--compare", str(other))
    page = opened(file, width)
    told(page, "1,000 rollouts of 498 prompts")
    means = page.locator(".mean strong").all_inner_texts()
    assert means[1] == "0.8066", "the mean that VLM-R1 published: 0.806595"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for card in page.locator(".card").all()[:6]:
        card.click()
        expect(page.locator(".stage > svg")).to_be_visible()
        page.keyboard.press("Escape")


def test_real_pages_of_text(shared_data: Path, tmp_path: Path, opened: Open) -> None:
    source = real(shared_data, tmp_path, "mdpbench_gemini3/page_pairs.jsonl")
    file = made(source, "--recipe", "ocr", "--completion", "pred", "--truth", "gt", "--set", "truth_format=text")
    page = opened(file)
    page.select_option("#order", "high")
    open_first(page)
    expect(page.locator(".diff")).to_be_visible()
    assert page.locator(".diff del, .diff ins").count() > 0
    page.keyboard.press("Escape")
    page.select_option("#order", "low")
    open_first(page)
    expect(page.locator(".beside pre")).to_have_count(2)  # hardly anything agrees


def test_ten_thousand_rollouts(tmp_path: Path, opened: Open, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for i in range(10_000):
        place = [i % 40, i % 30, 200 + i % 17, 200 + i % 13]
        truth = {"boxes": [[10, 10, 200, 200], [220, 220, 300, 280]], "labels": ["cat", "dog"], "size": list(SIZE)}
        text = f"<think>There are two.</think>{boxes((place, 'cat'), ([220, 220, 300, 280], 'dog'), ([0, 0, 9, 9], 'cat'))}"
        rows.append({"prompt": f"Question {i // 8}", "truth": truth, "completion": text})
    path = write(tmp_path / "many.jsonl", rows)
    begin = time.perf_counter()
    file = made(path, "--recipe", "detection")
    written = time.perf_counter() - begin
    begin = time.perf_counter()
    page = opened(file)
    told(page, "10,000 rollouts of 1,250 prompts")
    shown = time.perf_counter() - begin
    begin = time.perf_counter()
    page.fill("#search", "question 77")
    told(page, "88 rollouts of 11 prompts")
    searched = time.perf_counter() - begin
    with capsys.disabled():
        megabytes = file.stat().st_size / 1e6
        print(
            f"\n10,000 rollouts: {written:.2f} s to write {megabytes:.1f} MB, {shown:.2f} s to open, {searched:.2f} s to search"
        )
