// The list of prompts, a page at a time, each with its rollouts beside each other.

const PROMPTS_TOGETHER = 24;
const ROLLOUTS_TOGETHER = 24;

let found = [];
let page = 0;
let order = []; // the rollouts of this page as they stand there

function card(row, asked) {
  const made = make("button", "card");
  made.type = "button";
  const score = number(row.score);
  const reason = row.reason ?? "";
  made.setAttribute("aria-label", `score ${score}${reason ? `, ${reason}` : ""}, line ${row.place}`);
  made.append(
    row.area ? drawing(row, Math.min(250, (150 * row.area[1][0]) / row.area[1][1]), false) : make("span", "excerpt", label(answerOf(row), 400)),
    asked && row.group.prompt ? make("span", "asked", label(row.group.prompt, 200)) : "",
    make(
      "span",
      "facts",
      make("span", "score", score),
      make("span", `why ${reason === "ok" ? "ok" : reason ? "" : "none"}`, reason),
      make("span", "where", `line ${row.place}${row.id ? `, ${row.id}` : ""}`),
    ),
  );
  made.addEventListener("click", () => openDetail(row));
  order.push({ row, card: made });
  return made;
}

/** The part of a completion that was taken for its answer. */
function answerOf(row) {
  const [begin, end] = row.answer ?? [0, row.text ? row.text.length : 0];
  return (row.text ?? "").slice(begin, end).trim() || (row.text ?? "");
}

function cards(rows, asked) {
  const made = make("div", "cards");
  const more = make("button", "more");
  more.type = "button";
  const grow = (most) => {
    const there = made.childElementCount;
    made.append(...rows.slice(there, there + most).map((row) => card(row, asked)));
    more.textContent = `Show ${counted(rows.length - made.childElementCount, "more rollout", "more rollouts")}`;
    more.hidden = made.childElementCount >= rows.length;
  };
  grow(ROLLOUTS_TOGETHER);
  more.addEventListener("click", () => {
    grow(200);
    orderAsShown();
  });
  return more.hidden ? [made] : [made, more];
}

/** j and k go from rollout to rollout as they stand on the page. */
function orderAsShown() {
  const places = new Map([...document.querySelectorAll(".card")].map((one, i) => [one, i]));
  order.sort((a, b) => places.get(a.card) - places.get(b.card));
}

function groupHead(group, shown) {
  const about = make("p", "");
  const means = group.runs.map((run) => run.mean);
  const by = changeOf(group);
  if (COMPARED) {
    about.append(make("b", "", `${number(means[0])} \u2192 ${number(means[1])}`), by === null ? "" : ` (${change(means[0], means[1])})  `);
  } else {
    const spread = group.runs[0].std;
    about.append("mean ", make("b", "", number(means[0])), spread === null ? "" : `, spread ${number(spread)}`, "  ");
    about.append(make("span", "tag", WORDS.kinds[group.runs[0].kind]), "  ");
  }
  about.append(` ${shown < group.rows.length ? `${shown} of ${group.rows.length}` : group.rows.length} rollouts, ${recipeName(group.recipe)}`);
  return make("div", "group-head", make("h2", "", label(group.prompt || `line ${group.rows[0].place}`, 600)), about);
}

function groupSection({ group, rows }) {
  const made = make("section", "group", groupHead(group, rows.length));
  if (!COMPARED) {
    made.append(...cards(rows, false));
    return made;
  }
  RUNS.forEach((name, run) => {
    const own = rows.filter((row) => row.run === run);
    if (own.length) made.append(make("h3", `run-head run-${run}`, `${"AB"[run]}  ${name}`), ...cards(own, false));
  });
  return made;
}

/** Prompts of one rollout each stand together. */
function sections(shown) {
  const made = [];
  let alone = [];
  const flush = () => {
    if (alone.length) made.push(make("section", "group", ...cards(alone, true)));
    alone = [];
  };
  for (const one of shown) {
    if (one.group.rows.length === 1) {
      alone.push(one.rows[0]);
    } else {
      flush();
      made.push(groupSection(one));
    }
  }
  flush();
  return made;
}

function show() {
  const pages = Math.max(1, Math.ceil(found.length / PROMPTS_TOGETHER));
  page = Math.max(0, Math.min(page, pages - 1));
  order = [];
  const first = page * PROMPTS_TOGETHER;
  const shown = found.slice(first, first + PROMPTS_TOGETHER);
  const none = make("p", "empty", DATA.rows.length ? "No rollout is like that." : "There are no rollouts to show.");
  byId("list").replaceChildren(...(shown.length ? sections(shown) : [none]));
  const rollouts = found.reduce((sum, one) => sum + one.rows.length, 0);
  byId("found").textContent = `${counted(rollouts, "rollout", "rollouts")} of ${counted(found.length, "prompt", "prompts")}`;
  byId("pages").hidden = pages < 2;
  byId("page").textContent = `${(first + 1).toLocaleString("en")} to ${(first + shown.length).toLocaleString("en")} of ${counted(found.length, "prompt", "prompts")}`;
  byId("previous").disabled = page === 0;
  byId("next").disabled = page === pages - 1;
}

function update() {
  found = chosen();
  page = 0;
  show();
}

function turnPage(by) {
  page += by;
  show();
  byId("rollouts").scrollIntoView();
}
