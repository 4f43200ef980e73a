import { expect, test } from "vitest";
import { extractSpec } from "../../scripts/pull/page.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { bytes } from "../support/bytes.ts";
import { TINY_SPEC } from "../support/tiny-spec.ts";

const page = (open: string, close: string, block = TINY_SPEC): string =>
  `# Create\n\n> Create a key.\n\n${open}\n${block}${close}`;
const text = (given: string): string => new TextDecoder().decode(extractSpec(bytes(given)));

test.each([
  ["four backticks with a route, the last byte a backtick", page("````yaml POST /api_keys", "````")],
  ["three backticks", page("```yaml", "```\n\nMore prose.\n")],
  ["tildes", page("~~~yaml", "~~~\n")],
  ["a longer closing fence", page("```yaml", "`````\n")],
  ["another block beside it", page("```yaml", "```\n\n```json\n{}\n```\n")],
  ["a byte order mark before the fence", `\ufeff\`\`\`yaml\n${TINY_SPEC}\`\`\`\n`],
  ["a comment at its beginning", `<!-- generated -->\n${page("```yaml", "```\n")}`],
  [
    "a comment that hides another block",
    `<!--\n\`\`\`yaml\n${TINY_SPEC}\`\`\`\n-->\n${page("```yaml", "```\n")}`,
  ],
  ["a comment within a line", `a <!-- b\n${page("```yaml", "```\n")}`],
  ["an MDX comment at its beginning", `{/* generated\n*/}\n${page("```yaml", "```\n")}`],
  [
    "a comment that begins with words and hides another block",
    `<!-- before:\n\`\`\`yaml\n${TINY_SPEC}\`\`\`\n-->\n${page("```yaml", "```\n")}`,
  ],
  [
    "an MDX comment that hides another block",
    `{/*\n\`\`\`yaml\n${TINY_SPEC}\`\`\`\n*/}\n${page("```yaml", "```\n")}`,
  ],
  ["lines that begin with code or a struck word", `\`\`\`a\`\`\` b\n~c~ d\n${page("```yaml", "```\n")}`],
  ["a component at its beginning", `<Note>\nNew.\n</Note>\n${page("```yaml", "```\n")}`],
  ["an element at its beginning", `<a id="top"></a>\n${page("```yaml", "```\n")}`],
  [
    "settings in JSON that name a spec's address",
    `${page("```yaml", "```\n")}\`\`\`json\n{ "openapi": "https://a.example/spec.yaml" }\n\`\`\`\n`,
  ],
  [
    "JSON that has openapi further down",
    `${page("```yaml", "```\n")}\`\`\`json\n{ "api": { "openapi": "3.0.0" } }\n\`\`\`\n`,
  ],
  [
    "settings in JSON that name a route with a digit",
    `${page("```yaml", "```\n")}\`\`\`json\n{ "openapi": "POST /v1/keys" }\n\`\`\`\n`,
  ],
  [
    "settings in JSON that have a number",
    `${page("```yaml", "```\n")}\`\`\`json\n{ "openapi": 3 }\n\`\`\`\n`,
  ],
  [
    "YAML that has openapi further down",
    `${page("```yaml", "```\n")}\`\`\`yaml\napi:\n  openapi: 3.0.0\n  info: {}\n\`\`\`\n`,
  ],
  [
    "settings in YAML that name a route",
    `${page("```yaml", "```\n")}\`\`\`yaml\nopenapi: POST /api_keys\n\`\`\`\n`,
  ],
  [
    "settings in JSON's style that name a route",
    `${page("```yaml", "```\n")}\`\`\`yaml\n{openapi: POST /api_keys}\n\`\`\`\n`,
  ],
  ["front matter that names the operation", `---\nopenapi: POST /api_keys\n---\n${page("```yaml", "```\n")}`],
])("a page yields the bytes of its one block: %s", (_, given) => {
  expect(text(given)).toBe(TINY_SPEC);
});

test("a page keeps the block's line ends, code samples and non-ASCII bytes", () => {
  const block = TINY_SPEC.replace(
    "title: Tiny",
    'title: "Größe ✓"\n  description: |\n    ```\n    x\n    ```',
  );
  expect(text(page("````yaml", "````", block))).toBe(block);
  const crlf = page("````yaml", "````", block).replaceAll("\n", "\r\n");
  expect(text(crlf)).toBe(block.replaceAll("\n", "\r\n"));
});

test.each([
  ["JSON", '{\n  "openapi": "3.1.0"\n}\n'],
  ["JSON after an empty line", '\n{\n  "openapi": "3.1.0"\n}\n'],
  ["YAML in JSON's style", "{openapi: 3.1.0}\n"],
  ["YAML in JSON's style with quotes", '{ "openapi" :  "3.1.0", }\n'],
  ["YAML with quotes", '"openapi" :  "3.1.0"\n'],
  ["YAML with a line that begins as the fence does", `${TINY_SPEC}\`\`\`js\n`],
])("a page may hold its OpenAPI as %s", (_, block) => {
  expect(text(page("```", "```", block))).toBe(block);
});

test.each([
  ["YAML", TINY_SPEC],
  ["YAML with a byte order mark", `\ufeff${TINY_SPEC}`],
  ["JSON", '{"info": {"description": "```yaml\\nopenapi: 3.0.0\\n```"}, "openapi": "3.0.0"}'],
  [
    "YAML in JSON's style whose description shows a page",
    '{"openapi": "3.0.0", "x-a": "b\n```yaml\nopenapi: 3.0.0\n```\n"}',
  ],
  ["the same after white space", '\n {"openapi": "3.0.0", "x-a": "b\n```yaml\nopenapi: 3.0.0\n```\n"}'],
  [
    "YAML whose description shows a page",
    `info:\n  description: |\n    \`\`\`yaml\n    openapi: 3.0.0\n    \`\`\`\n${TINY_SPEC}`,
  ],
  ["YAML whose description holds a fence that never closes", `x-a: |\n  ~~~\n  a\n${TINY_SPEC}`],
  ["text that is no spec, which the gate refuses", "swagger: '2.0'\n"],
])("a plain spec is returned as the same object: %s", (_, given) => {
  const input = bytes(given);
  expect(extractSpec(input)).toBe(input);
});

test.each([
  ["no block of OpenAPI", page("```bash", "```\n", "curl\n"), /no fenced block of OpenAPI/],
  [
    "two blocks",
    page("```yaml", "```\n") + page("```yaml", "```\n"),
    /several blocks of OpenAPI \(lines 5, \d+\)/,
  ],
  ["an open fence", page("````yaml", ""), /cut off: the code block of line 5 is never closed/],
  ["a closing fence that is too short", page("````yaml", "```\n"), /cut off/],
  [
    "a second block, of JSON",
    `${page("```yaml", "```\n")}\`\`\`json\n{ "openapi": "3.0.0" }\n\`\`\`\n`,
    /several/,
  ],
  ["a block that only a comment holds", `# A\n<!--\n\`\`\`yaml\n-->\n\`\`\`sh\n\`\`\`\n`, /no fenced block/],
  ["HTML after a comment", "<!-- a -->\n<!-- b --><HTML>\n```yaml\nopenapi: 3.0.0\n```\n", /HTML/],
  ["HTML", "<!doctype html><pre>```yaml\nopenapi: 3.0.0\n```</pre>", /HTML/],
  [
    "a thousand blocks",
    "```\nopenapi: 3.0.0\n```\n".repeat(1000),
    /several blocks of OpenAPI \(lines 1, 4, 7, 10, 13, …\)/,
  ],
  [
    "five blocks",
    "```\nopenapi: 3.0.0\n```\n".repeat(5),
    /several blocks of OpenAPI \(lines 1, 4, 7, 10, 13\)/,
  ],
  [
    "a fence after a character that only begins like a byte order mark",
    `\ufefe\`\`\`yaml\n${TINY_SPEC}\`\`\`\n`,
    /cut off: the code block of line \d+ is/,
  ],
  ["an empty source", "", /empty/],
])("a page is refused: %s", (_, given, reason) => {
  expect(() => extractSpec(bytes(given))).toThrow(Refusal);
  expect(() => extractSpec(bytes(given))).toThrow(reason);
});
