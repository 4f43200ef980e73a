import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const text = read("CONTRIBUTING.md");

/** The rows of the table whose header begins with `title`, as the texts of their cells. */
function rowsOf(title: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${title} `)) + 2;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines
    .slice(start, end)
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | *\|$/g, "").trim()));
}

test("every file, folder and script that CONTRIBUTING names exists", () => {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  const paths = spans.filter((span) =>
    /^(\.ci|\.github|scripts|src|test|openapi|generated)\/[\w./-]*$|^src$/.test(span),
  );
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(called.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test("every difference between venice.api and openapi-fetch names a test that exists", () => {
  const rows = rowsOf("difference");
  expect(rows.length).toBeGreaterThan(15);
  for (const [difference, cell = ""] of rows) {
    const [, file = "", titles = ""] = /^`([\w-]+\.test\.ts)`: (.+)$/.exec(cell) ?? [];
    const source = read(`test/client/${file}`);
    const missing = titles.split("; ").filter((title) => !source.includes(title));
    expect(missing, difference).toEqual([]);
  }
});

test("every room of scripts has a line in CONTRIBUTING, and a rule of its own for its imports", () => {
  const rooms = rowsOf("room").map(([name = ""]) => name.replaceAll("`", ""));
  const rules = read(".dependency-cruiser.mjs");
  for (const room of rooms.filter((name) => name.startsWith("scripts/")))
    expect(rules).toMatch(new RegExp(`${room}/|stage\\("${room.replace("scripts/", "")}"`));
  expect(rooms).toEqual(expect.arrayContaining(["scripts/gate", "scripts/impact", "src/send"]));
});

test("every variable that CONTRIBUTING names is read by the test beside it", () => {
  const rows = rowsOf("test").map((cells) => cells.map((cell) => cell.replaceAll("`", "")));
  expect(rows.length).toBeGreaterThan(3);
  for (const [file = "", ...variables] of rows) {
    const unread = variables.filter((name) => name && !read(file).includes(`process.env["${name}"]`));
    expect(unread, file).toEqual([]);
  }
});
