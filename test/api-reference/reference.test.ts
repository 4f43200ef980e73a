import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, TypeDocReader, type DeclarationReflection, type ProjectReflection } from "typedoc";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { propertiesOf, publishedNames, ROOT } from "./language-service.ts";

describe("the API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  const warnings: string[] = [];
  let reference: ProjectReflection;
  beforeAll(async () => {
    const options = join(ROOT, "typedoc.config.js");
    const application = await Application.bootstrapWithPlugins(
      { options, logLevel: "Error", skipErrorChecking: true },
      [new TypeDocReader()],
    );
    vi.spyOn(application.logger, "warn").mockImplementation((text) => void warnings.push(text));
    reference = (await application.convert())!;
    application.validate(reference);
    await application.generateDocs(reference, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const htmlOf = (path: string) => readFileSync(join(folder, path), "utf8");
  /** Highlighted code has its letters in elements of their own. */
  const textOf = (html: string) => html.replaceAll("<br/>", "\n").replace(/<[^>]+>/g, "");
  const listPages = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));

  it("is made without a warning", () => {
    expect(warnings).toEqual([]);
  });

  it.each(["CreateApiKeyRequest", "CreatedApiKey"])(
    "lists each property of %s, and describes those that the spec describes",
    (name) => {
      const body = reference.getChildByName(["venice-api-client", name]) as DeclarationReflection;
      const listed = body.children!.map((child) => ({
        name: child.name,
        isDescribed: child.comment?.getTag("@description") !== undefined,
      }));
      expect(listed.sort(byName)).toEqual(propertiesOf(name).sort(byName));
    },
  );

  it("begins with createVeniceClient, and goes on with the errors", () => {
    const module = reference.getChildByName("venice-api-client") as DeclarationReflection;
    const listed = module.children!.map((child) => child.name);
    const errors = Object.keys(publishedNames()).filter((name) => /^Venice\w*Error$/.test(name));
    expect(listed.slice(0, 1 + errors.length)).toEqual(["createVeniceClient", ...errors.sort()]);
    expect(module.groups?.map(({ title }) => title).slice(0, 2)).toEqual(["Functions", "Classes"]);
  });

  it("links from createApiKey to the pages of its body, its result and its errors", () => {
    const page = htmlOf("interfaces/venice-api-client.VeniceClient.html");
    const linked = [...page.matchAll(/<a href="\.\.\/\w+\/venice-api-client\.(\w+)\.html"/g)].map(
      ([, name]) => name,
    );
    const errors = Object.keys(publishedNames()).filter((name) => /^Venice\w+Error$/.test(name));
    expect(linked).toEqual(expect.arrayContaining(["CreateApiKeyRequest", "CreatedApiKey", ...errors]));
    const method = reference.getChildByName(["venice-api-client", "VeniceClient", "createApiKey"]);
    const [signature] = (method as DeclarationReflection).signatures!;
    const types = [...signature!.parameters!, signature!].map(({ type }) => type?.toString());
    expect(types).toEqual(["CreateApiKeyRequest", "CallOptions", "Promise<CreatedApiKey>"]);
  });

  it("has one title on its first page", () => {
    expect(htmlOf("index.html").match(/<h1/g)).toHaveLength(1);
  });

  it("shows no mark of a comment as text", () => {
    const pages = listPages();
    expect(pages.length).toBeGreaterThan(20);
    const codeOf = (html: string) => [...html.matchAll(/<pre>[^]*?<\/pre>/g)].map(([code]) => textOf(code));
    const withMark = pages.filter(
      (path) =>
        textOf(htmlOf(path)).includes("@enum") || codeOf(htmlOf(path)).some((code) => /^\s*\*/m.test(code)),
    );
    expect(withMark).toEqual([]);
  });
});

describe("the API reference of a hostile description", () => {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("shows HTML as text, and makes no link of a script's URL", async () => {
    const source = join(folder, "entry.ts");
    const text = `<script>alert(1)</script> <img src=x onerror=alert(1)> [a link](javascript:alert(1))`;
    writeFileSync(
      source,
      `/** ${text} */\nexport interface Key {\n/** ${text}\n\n${text} */\n"<img src=y>": string }\n`,
    );
    const application = await Application.bootstrapWithPlugins(
      {
        options: join(ROOT, "typedoc.config.js"),
        entryPoints: [source],
        readme: "none",
        compilerOptions: { types: [] },
        logLevel: "None",
        skipErrorChecking: true,
      },
      [new TypeDocReader()],
    );
    await application.generateDocs((await application.convert())!, folder);
    const page = readFileSync(join(folder, "interfaces/Key.html"), "utf8");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toMatch(/<script>alert|<img src="?[xy]|href="javascript/);
  });
});

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}
