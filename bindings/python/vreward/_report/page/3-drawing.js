// A rollout as a picture: what is true, what was written, and which belongs to which.

const LONGEST = 1000; // units of the longer side of a drawing

function lookOf(kind, fate) {
  return WORDS[kind][fate] ?? WORDS.written.not_compared;
}

/** From the numbers of a rollout to those of its drawing. */
function scaleOf(area) {
  const [[wide, high], [shapeWide, shapeHigh], time] = area;
  const unit = LONGEST / Math.max(shapeWide, shapeHigh);
  const size = [shapeWide * unit, shapeHigh * unit];
  const x = (value) => Math.max(-2e4, Math.min(2e4, (value / wide) * size[0]));
  const y = (value) => Math.max(-2e4, Math.min(2e4, (value / high) * size[1]));
  return { size, x, y, time };
}

/** Left, top, right and bottom of a box, a point or a moment; moments lie in two rows, what is true above. */
function cornersOf(place, scale, isTrue) {
  if (scale.time && place.length === 4) {
    const [top, bottom] = isTrue ? [0.1, 0.45] : [0.5, 0.85];
    return [scale.x(place[0]), scale.size[1] * top, scale.x(place[2]), scale.size[1] * bottom];
  }
  const [a, b, c, d] = place.length === 4 ? place : [...place, ...place];
  return [scale.x(a), scale.y(b), scale.x(c), scale.y(d)];
}

function outline(corners, look, pixel, isPoint, isTrue) {
  const [left, top, right, bottom] = corners;
  const width = isTrue ? 2 : 2.5;
  const shape = (attributes) => {
    const common = { fill: "none", "vector-effect": "non-scaling-stroke", ...attributes };
    if (!isPoint) {
      return makeSvg("rect", { x: left, y: top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0), ...common });
    }
    const r = (isTrue ? 8 : 5) * pixel;
    return makeSvg("circle", { cx: left, cy: top, r, ...common, ...(isTrue ? {} : { fill: look.colour }) });
  };
  return makeSvg(
    "g",
    {},
    shape({ stroke: "#ffffff", "stroke-width": width + 2.5, "stroke-opacity": 0.75 }),
    shape({ stroke: look.colour, "stroke-width": width, "stroke-dasharray": look.dashes.join(" ") }),
  );
}

/** The name of an item on a sheet of its colour, kept inside the drawing. */
function nameplate(text, corners, look, pixel, scale, isTrue) {
  const high = 17 * pixel;
  const wide = Math.min((text.length * 7.1 + 9) * pixel, scale.size[0]);
  const [left, top, , bottom] = corners;
  const x = Math.max(0, Math.min(left, scale.size[0] - wide));
  const wanted = isTrue ? bottom : top - high;
  const y = Math.max(0, Math.min(wanted, scale.size[1] - high));
  const written = makeSvg("text", { x: x + 4.5 * pixel, y: y + 12.6 * pixel, "font-size": 12.5 * pixel, fill: "#ffffff", "font-weight": 600 });
  written.textContent = text;
  const dark = look.colour === "#e69f00" || look.colour === "#cc79a7";
  if (dark) written.setAttribute("fill", "#000000");
  return makeSvg("g", {}, makeSvg("rect", { x, y, width: wide, height: high, rx: 2 * pixel, fill: look.colour }), written);
}

function middle([left, top, right, bottom]) {
  return [(left + right) / 2, (top + bottom) / 2];
}

function joined(from, to, pixel) {
  const [x1, y1] = middle(from);
  const [x2, y2] = middle(to);
  const line = (attributes) => makeSvg("line", { x1, y1, x2, y2, "vector-effect": "non-scaling-stroke", ...attributes });
  const end = (cx, cy, fill) => makeSvg("circle", { cx, cy, r: 3 * pixel, fill, stroke: "#ffffff", "stroke-width": pixel });
  return makeSvg(
    "g",
    { class: "pair" },
    line({ stroke: "#ffffff", "stroke-width": 4, "stroke-opacity": 0.75 }),
    line({ stroke: WORDS.written.matched.colour, "stroke-width": 1.5 }),
    end(x1, y1, WORDS.written.matched.colour),
    end(x2, y2, WORDS.true.matched.colour),
  );
}

function label(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

function seconds(scale, area, pixel) {
  return [0, area[0][0]].map((value, i) => {
    const text = makeSvg("text", { class: "ruler", x: i * scale.size[0] + (i ? -3 : 3) * pixel, y: scale.size[1] - 2 * pixel, "font-size": 11 * pixel, "text-anchor": i ? "end" : "start" });
    text.textContent = `${number(Math.round(value * 10) / 10)} s`;
    return text;
  });
}

/** An SVG of a rollout that has an area. `shown`: how many pixels wide it will be. `names`: with labels. */
function drawing(row, shown, names) {
  const scale = scaleOf(row.area);
  const [wide, high] = scale.size;
  const pixel = Math.max(wide / shown, 0.2);
  const made = makeSvg("svg", { class: "drawing", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": inWords(row) });
  made.append(makeSvg("rect", { class: "sheet", width: wide, height: high, "vector-effect": "non-scaling-stroke" }));
  const picture = row.picture;
  if (picture !== null) {
    made.append(makeSvg("image", { href: DATA.pictures[picture], width: wide, height: high, preserveAspectRatio: "none" }));
  }
  if (scale.time) made.append(...seconds(scale, row.area, pixel));
  const plates = [];
  const add = (item, i, kind) => {
    if (!item.place) return;
    const look = lookOf(kind, item.fate);
    const corners = cornersOf(item.place, scale, kind === "true");
    made.append(outline(corners, look, pixel, item.place.length === 2, kind === "true"));
    if (!names) {
      if (kind === "written" || item.fate === "missed") plates.push(nameplate(look.mark, corners, look, pixel, scale, kind === "true"));
      return;
    }
    const name = kind === "true" ? `${look.mark === "T" ? "" : `${look.mark} `}T${i}` : `${look.mark} ${i}`;
    const told = item.label ? `${name} ${label(item.label, 28)}` : name;
    plates.push(nameplate(told, corners, look, pixel, scale, kind === "true"));
  };
  (row.true ?? []).forEach((item, i) => add(item, i, "true"));
  (row.items ?? []).forEach((item, i) => add(item, i, "written"));
  for (const item of row.items ?? []) {
    const true_ = item.fate === "matched" && item.place && row.true ? row.true[item.truth] : null;
    if (true_ && true_.place) made.append(joined(cornersOf(item.place, scale, false), cornersOf(true_.place, scale, true), pixel));
  }
  if (names || plates.length <= 12) made.append(...plates);
  return made;
}

/** What a drawing shows, for those who do not see it. */
function inWords(row) {
  const told = [...countsOf((row.items ?? []).map((item) => item.fate))].map(([fate, n]) => `${n} ${fate.replace("_", " ")}`);
  const missed = (row.true ?? []).filter((item) => item.fate === "missed").length;
  return `${told.join(", ") || "nothing written"}; ${(row.true ?? []).length} true, ${missed} missed`;
}

/** The looks that a drawing uses. */
function legend(row) {
  const entries = [
    ...[...new Set((row.items ?? []).map((item) => item.fate))].map((fate) => [lookOf("written", fate), `written, ${fate.replace("_", " ")}`]),
    ...[...new Set((row.true ?? []).map((item) => item.fate))].map((fate) => [lookOf("true", fate), `true, ${fate}`]),
  ];
  return make(
    "ul",
    "legend",
    ...entries.map(([look, told]) => {
      const line = makeSvg("svg", { viewBox: "0 0 30 14", "aria-hidden": "true" },
        makeSvg("rect", { x: 2, y: 2, width: 26, height: 10, fill: "none", stroke: look.colour, "stroke-width": 2.5, "stroke-dasharray": look.dashes.join(" ") }));
      return make("li", "", line, `${look.mark} ${told}`);
    }),
  );
}
