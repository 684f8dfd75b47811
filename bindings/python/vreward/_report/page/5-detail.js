// One rollout, large: what is drawn, why it scores what it scores, and what was written.

let opened = null;

function openDetail(row) {
  opened = row;
  const dialog = byId("detail");
  if (!dialog.open) dialog.showModal();
  dialog.replaceChildren(detailBar(row), detailBody(row, dialog.clientWidth));
  dialog.scrollTop = 0;
  dialog.querySelector(".detail-bar button:not(:disabled)").focus({ preventScroll: true });
}

function place(row) {
  return order.findIndex((one) => one.row === row);
}

/** The next rollout of the page, or the one before. */
function move(by) {
  const next = order[place(opened) + by];
  if (next) openDetail(next.row);
}

function closeDetail() {
  const at = order[place(opened)];
  byId("detail").close();
  if (at) at.card.focus();
}

function barButton(told, what, act) {
  const made = make("button", "", told);
  made.type = "button";
  made.setAttribute("aria-label", what);
  made.addEventListener("click", act);
  return made;
}

function detailBar(row) {
  const title = make("h2", "", `${number(row.score)}  `, make("span", `why ${row.reason === "ok" ? "ok" : row.reason ? "" : "none"}`, row.reason ?? ""));
  title.id = "detail-title";
  const where = [COMPARED ? RUNS[row.run] : "", `line ${row.place}`, row.id, recipeName(row.group.recipe)].filter(Boolean).join(", ");
  const back = barButton("\u2190", "Previous rollout (k)", () => move(-1));
  const on = barButton("\u2192", "Next rollout (j)", () => move(1));
  back.disabled = place(row) <= 0;
  on.disabled = place(row) === order.length - 1;
  return make("div", "detail-bar", make("div", "title", title, make("p", "", where)), make("nav", "", back, on, barButton("Close", "Close (Esc)", closeDetail)));
}

function section(title, className, ...children) {
  return make("section", className, make("h3", "", title), ...children);
}

function detailBody(row, wide) {
  const drawn = row.area !== undefined;
  const made = make("div", `detail-body ${drawn ? "drawn" : ""}`);
  const asked = row.group.prompt;
  if (asked) made.append(make("section", "across", make("pre", "prompt-text", asked)));
  if (drawn) {
    const shown = wide < 900 ? wide - 40 : (wide - 68) * 0.535;
    const note = row.no_picture ? make("p", "quiet", row.no_picture) : "";
    made.append(make("section", "stage", drawing(row, shown, true), legend(row), note));
  }
  const facts = make("section", "facts-of", ...reasons(row), ...terms(row));
  if (row.items || row.true) facts.append(make("h3", "", "Items"), items(row));
  made.append(facts);
  if (row.texts) made.append(texts(row));
  made.append(section("Completion", "across", completion(row)));
  if (row.truth) made.append(section("Ground truth", "across", make("pre", "", row.truth)));
  return made;
}

function reasons(row) {
  const told = [];
  for (const reason of row.reasons ?? (row.reason ? [row.reason] : [])) {
    const meaning = reason === "bad_truth" && row.bad_truth ? row.bad_truth : WORDS.reasons[reason] ?? "";
    told.push(make("li", "", make("b", "", reason), meaning ? `: ${meaning}` : ""));
  }
  for (const repair of row.repairs ?? []) told.push(make("li", "", `mended: ${WORDS.repairs[repair] ?? repair}`));
  (row.checks ?? []).forEach((check, i) => {
    told.push(make("li", "", `format check ${i + 1} ${check.passed ? "passed" : "failed"}${check.hint ? `: it ${check.hint}` : ""}`));
  });
  if (row.fits) told.push(make("li", "", row.fits));
  if (row.numbers) told.push(make("li", "", `${row.numbers[0] === null ? "no number" : number(row.numbers[0])} was read, ${number(row.numbers[1])} is true`));
  if (row.stored !== undefined) told.push(make("li", "", `the file has the score ${number(row.stored)}: of another recipe or version`));
  const read = [row.dialect ? `read as ${row.dialect}` : "", row.space ? `compared in ${row.space}` : ""].filter(Boolean).join(", ");
  if (read) told.push(make("li", "quiet", read));
  return told.length ? [make("h3", "", "Why"), make("ul", "reasons", ...told)] : [];
}

function terms(row) {
  if (!row.terms) return [];
  const list = make("dl", "");
  row.group.terms.forEach((name, i) => list.append(make("div", "", make("dt", "", name), make("dd", "", number(row.terms[i])))));
  return [make("h3", "", "Terms"), list];
}

function fate(kind, item) {
  const look = lookOf(kind, item.fate);
  const mark = make("span", "mark", look.mark);
  mark.style.color = look.colour;
  const told = make("span", "fate", mark, item.fate.replace("_", " "));
  told.title = item.set_aside ? `written as ${item.set_aside}, and another form counts` : look.meaning;
  return told;
}

function items(row) {
  const head = make("tr", "", ...["", "outcome", "label", "overlap", "with", "where"].map((name) => make("th", "", name)));
  const rows = [];
  const cell = (className, ...children) => make("td", className, ...children);
  const where = (item) => (item.place ? item.place.map(number).join(", ") : item.written ? `${item.written.map((x) => number(x)).join(", ")} (not compared)` : "");
  (row.items ?? []).forEach((item, i) => {
    const with_ = item.truth === undefined ? "" : `T${item.truth}${item.other_label ? ", another label" : ""}`;
    const overlap = item.overlap === undefined ? "" : number(item.overlap) + (item.quality === undefined ? "" : `, earns ${number(item.quality)}`);
    const confident = item.confidence === undefined ? "" : ` (${number(item.confidence)})`;
    rows.push(make("tr", "", cell("number", String(i)), cell("", fate("written", item)), cell("name", (item.label ?? "") + confident), cell("number", overlap), cell("number", with_), cell("number", where(item))));
  });
  (row.true ?? []).forEach((item, i) => {
    rows.push(make("tr", "", cell("number", `T${i}`), cell("", fate("true", item), " (true)"), cell("name", item.label ?? ""), cell("number", item.overlap === undefined ? "" : number(item.overlap)), cell("number", item.item === undefined ? "" : String(item.item)), cell("number", where(item))));
  });
  const table = make("table", "items", make("thead", "", head), make("tbody", "", ...rows));
  const more = row.more ? make("p", "quiet", `and ${counted(row.more, "more item", "more items")}`) : "";
  return make("div", "scroll", table, more);
}

function texts(row) {
  const { distance, unit, pieces, written, true: true_ } = row.texts;
  const title = `Text${distance === undefined ? "" : `, distance ${number(distance)}`}${unit ? ` by ${unit}s` : ""}`;
  if (!pieces) {
    const beside = make("div", "beside", section("written", "", make("pre", "", written)), section("true", "", make("pre", "", true_)));
    return section(title, "across", beside);
  }
  const space = unit === "word" ? " " : "";
  const shown = make("div", "diff");
  for (const piece of pieces) {
    if (piece.length === 1) shown.append(piece[0]);
    if (piece.length === 2 && piece[0]) shown.append(make("del", "", piece[0]));
    if (piece.length === 2 && piece[1]) shown.append(make("ins", "", piece[1]));
    shown.append(space);
  }
  const key = make("p", "quiet", make("span", "diff-key", make("del", "", "struck out"), ": written, not true.  ", make("ins", "", "underlined"), ": true, not written."));
  return section(title, "across", shown, pieces.some((piece) => piece.length === 2) ? key : "");
}

/** The completion, its answer marked. */
function completion(row) {
  const text = row.text ?? "";
  const shown = make("pre", "");
  if (row.answer && row.answer[1] > row.answer[0]) {
    const [begin, end] = row.answer;
    shown.append(make("span", "thinking", text.slice(0, begin)), make("mark", "", text.slice(begin, end)), make("span", "thinking", text.slice(end)));
  } else {
    shown.textContent = text || "(empty)";
  }
  return row.length ? make("div", "", shown, make("p", "quiet", `${counted(row.length, "character", "characters")} in all`)) : shown;
}
