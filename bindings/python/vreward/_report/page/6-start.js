// What a person does: typing, clicking, keys.

function start() {
  prepareFilters();
  byId("filters").hidden = DATA.rows.length === 0;
  const filters = byId("filters");
  let waiting = 0;
  filters.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target instanceof HTMLSelectElement) update();
    else waiting = setTimeout(update, 80); // until typing stops for a moment
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(update));
  byId("previous").addEventListener("click", () => turnPage(-1));
  byId("next").addEventListener("click", () => turnPage(1));
  byId("detail").addEventListener("click", (event) => {
    if (event.target === byId("detail")) closeDetail();
  });
  byId("detail").addEventListener("cancel", (event) => {
    event.preventDefault();
    closeDetail();
  });
  for (const reason of document.querySelectorAll("[data-reason]")) {
    reason.addEventListener("click", () => choose({ recipe: reason.dataset.recipe, reason: reason.dataset.reason }));
  }
  for (const kind of document.querySelectorAll("[data-kind]")) {
    kind.addEventListener("click", () => choose({ kind: kind.dataset.kind }));
  }
  for (const bin of document.querySelectorAll(".bin")) {
    bin.addEventListener("click", () => choose({ recipe: bin.dataset.recipe, low: bin.dataset.low, high: bin.dataset.high }));
  }
  if (window.innerWidth <= 560) {
    for (const tables of document.querySelectorAll("details.tables")) tables.open = false;
  }
  document.addEventListener("keydown", pressed);
  update();
}

/** Sets filters as a click on a figure wishes, and shows what they leave. */
function choose(wishes) {
  byId("filters").reset();
  for (const [name, value] of Object.entries(wishes)) byId(name).value = value;
  update();
  byId("rollouts").scrollIntoView();
}

function pressed(event) {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const by = { j: 1, k: -1 }[event.key];
  if (event.key === "/") {
    event.preventDefault();
    if (!byId("detail").open) byId("search").focus();
  } else if (by && byId("detail").open) {
    move(by);
  } else if (by) {
    const at = order.findIndex((one) => one.card === document.activeElement);
    const next = order[at < 0 ? 0 : at + by];
    if (next) {
      next.card.focus();
      next.card.scrollIntoView({ block: "nearest" });
    }
  }
}

start();
