"use strict";
// What the page shows, and how elements are made. Every text of a rollout goes through textContent: nothing that a model
// wrote, a label, an id or a file name is ever read as markup.

const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = DATA.words;
const RUNS = DATA.runs.map((run) => run.name);
const COMPARED = RUNS.length > 1;

DATA.groups.forEach((group) => {
  group.rows = DATA.rows.slice(group.first, group.first + group.count);
  group.rows.forEach((row) => {
    row.group = group;
    row.run = row.run || 0;
    // Rollouts that were put together by a member of their rows may differ in these.
    for (const name of ["picture", "no_picture", "truth"]) row[name] = row[name] === undefined ? group[name] : row[name];
  });
});

function byId(id) {
  return document.getElementById(id);
}

/** An element with a class and children, which are elements or texts. */
function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function makeSvg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Four digits; all of them where four would make a whole number of what is none. */
function number(value) {
  if (value === null || value === undefined) return "none";
  if (Number.isInteger(value)) return String(value);
  const short = Number(value.toPrecision(4));
  return String(Number.isInteger(short) ? value : short);
}

function counted(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function change(before, after) {
  const by = after - before;
  return `${by > 0 ? "+" : by < 0 ? "\u2212" : "\u00b1"}${number(Math.abs(by))}`;
}

/** How a recipe is called; one that is a JSON document by its beginning. */
function recipeName(recipe) {
  if (recipe === WORDS.no_recipe) return "scores of the file";
  return recipe.length > 60 ? `${recipe.slice(0, 58)}\u2026` : recipe;
}
