// Which rollouts are shown, and in which order.

const FILTERS = ["search", "recipe", "reason", "kind", "low", "high", "order"];

const ORDERS = {
  change: ["largest change first", (group) => -Math.abs(changeOf(group) ?? -1)],
  spread: ["largest spread first", (group) => -(group.runs.reduce((most, run) => Math.max(most, run.std ?? -1), -1))],
  low: ["lowest mean first", (group) => meanOf(group) ?? Infinity],
  high: ["highest mean first", (group) => -(meanOf(group) ?? -Infinity)],
  file: ["as in the file", () => 0],
};

function meanOf(group) {
  const scores = group.rows.map((row) => row.score).filter((score) => score !== undefined);
  return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
}

/** By how much the mean of a prompt has changed from the first run to the second; null where one has none. */
function changeOf(group) {
  const means = group.runs.map((run) => run.mean);
  return means.length < 2 || means.includes(null) ? null : means[1] - means[0];
}

function kindsOf(group) {
  return [...group.runs.map((run) => run.kind), ...(group.change ? [group.change] : [])];
}

function fill(id, entries, selected) {
  const choice = byId(id);
  choice.replaceChildren(
    ...entries.map(([value, told]) => {
      const option = make("option", "", told);
      option.value = value;
      option.defaultSelected = value === selected;
      return option;
    }),
  );
}

function countsOf(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function prepareFilters() {
  const told = (count) => count.toLocaleString("en");
  const recipes = countsOf(DATA.rows.map((row) => row.group.recipe));
  fill("recipe", [["*", "all"], ...[...recipes].sort().map(([name, n]) => [name, `${recipeName(name)} (${told(n)})`])], "*");
  byId("recipe-choice").hidden = recipes.size < 2;
  const reasons = [...countsOf(DATA.rows.map((row) => row.reason ?? ""))].sort((a, b) => b[1] - a[1]);
  fill("reason", [["*", "all"], ...reasons.map(([name, n]) => [name, `${name || "not known"} (${told(n)})`])], "*");
  const kinds = countsOf(DATA.groups.flatMap((group) => [...new Set(kindsOf(group))]));
  const names = { ...WORDS.kinds, ...WORDS.changes };
  const there = Object.keys(names).filter((name) => kinds.has(name));
  fill("kind", [["*", "all"], ...there.map((name) => [name, `${names[name]} (${told(kinds.get(name))})`])], "*");
  const single = DATA.groups.every((group) => group.rows.length < 2);
  const first = COMPARED ? "change" : single ? "low" : "spread";
  const orders = Object.entries(ORDERS).filter(([name]) => (name !== "change" || COMPARED) && (name !== "spread" || !single));
  fill("order", orders.map(([name, [words]]) => [name, words]), first);
}

function wishes() {
  const found = Object.fromEntries(FILTERS.map((name) => [name, byId(name).value]));
  found.search = found.search.trim().toLowerCase();
  found.low = found.low === "" ? -Infinity : Number(found.low);
  found.high = found.high === "" ? Infinity : Number(found.high);
  found.anyScore = found.low === -Infinity && found.high === Infinity;
  return found;
}

function contains(text, searched) {
  return text !== undefined && text.toLowerCase().includes(searched);
}

function rowFits(row, wish) {
  if (wish.reason !== "*" && (row.reason ?? "") !== wish.reason) return false;
  if (!wish.anyScore && !(row.score >= wish.low && row.score <= wish.high)) return false;
  if (!wish.search) return true;
  const group = row.group;
  return (
    [row.text, row.id, group.prompt].some((text) => contains(text, wish.search)) ||
    (row.items ?? []).some((item) => contains(item.label, wish.search)) ||
    (row.true ?? []).some((item) => contains(item.label, wish.search)) ||
    contains(row.truth, wish.search)
  );
}

/** The groups that have rollouts as wished, each with those rollouts, in order. */
function chosen() {
  const wish = wishes();
  const found = [];
  for (const group of DATA.groups) {
    if (wish.recipe !== "*" && group.recipe !== wish.recipe) continue;
    if (wish.kind !== "*" && !kindsOf(group).includes(wish.kind)) continue;
    const rows = group.rows.filter((row) => rowFits(row, wish));
    if (rows.length) found.push({ group, rows });
  }
  const key = ORDERS[wish.order][1];
  const keys = new Map(found.map((one) => [one, key(one.group)]));
  return found.sort((a, b) => keys.get(a) - keys.get(b) || 0);
}
