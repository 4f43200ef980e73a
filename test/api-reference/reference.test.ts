import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, TypeDocReader, type DeclarationReflection, type ProjectReflection } from "typedoc";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertiesOf, publishedNames, ROOT } from "./language-service.ts";

describe("the API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  let reference: ProjectReflection;
  beforeAll(async () => {
    const options = join(ROOT, "typedoc.config.js");
    const application = await Application.bootstrap({ options, logLevel: "Error", skipErrorChecking: true }, [
      new TypeDocReader(),
    ]);
    reference = (await application.convert())!;
    await application.generateDocs(reference, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

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

  it("has one title on its first page", () => {
    expect(readFileSync(join(folder, "index.html"), "utf8").match(/<h1/g)).toHaveLength(1);
  });

  it("shows no tag of a comment as text", () => {
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".html"),
    );
    // Highlighted code has its letters in elements of their own.
    const textOf = (path: string) => readFileSync(join(folder, path), "utf8").replace(/<[^>]+>/g, "");
    const withTag = pages.filter((path) => /@enum/.test(textOf(path)));
    expect(pages.length).toBeGreaterThan(20);
    expect(withTag).toEqual([]);
  });
});

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}
