import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { hoverOver, publishedNames, type Hover } from "./language-service.ts";

interface StringSchema {
  pattern?: string;
  anyOf?: StringSchema[];
}
const spec = parse(readFileSync(new URL("../../openapi/venice.yaml", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, { requestBody: { content: Record<string, { schema: object }> } }>>;
};
const REQUEST = (spec.paths["/api_keys"]?.["post"]?.requestBody.content["application/json"]?.schema ??
  {}) as {
  properties?: Record<string, StringSchema>;
};
const names = publishedNames();
const hovers = hoverOver(names);

describe("an editor", () => {
  it("describes every exported name and each of its properties", () => {
    expect(Object.keys(names)).toEqual(
      expect.arrayContaining(["createVeniceClient", "VeniceErrorCode", "VeniceApi", "VeniceRateLimitError"]),
    );
    expect(Object.keys(names)).toEqual(
      expect.arrayContaining(["VeniceError.code", "VeniceClientOptions.timeout"]),
    );
    const isUndocumented = ({ documentation, tags }: Hover) =>
      !documentation && !tags.some(({ name }) => name === "description" || name === "defaultValue");
    expect(hovers.filter(isUndocumented).map(({ name }) => name)).toEqual([]);
  });

  it("shows no markup that it can't render", () => {
    // TypeScript takes the link of `@throws {@link X} text` for a tag of its own, and cuts the text in two.
    const isGarbled = ({ documentation, tags }: Hover) =>
      documentation.includes("{@") || tags.some(({ name, text }) => name === "link" || text.includes("{@"));
    expect(hovers.filter(isGarbled)).toEqual([]);
  });

  it("names every class of error over createApiKey, and says when it is thrown", () => {
    const createApiKey = hovers.find(({ name }) => name === "VeniceClient.createApiKey");
    const thrown = createApiKey?.tags
      .filter(({ name }) => name === "throws")
      .map(({ text }) => /^(Venice\w+Error) (?:if|on) [^{}]+$/.exec(text)?.[1] ?? text);
    const classes = Object.keys(names).filter((name) => /^Venice\w+Error$/.test(name));
    expect(thrown?.sort()).toEqual(classes.sort());
  });

  it("shows an example of createApiKey over createApiKey", () => {
    const examples = hovers
      .find(({ name }) => name === "VeniceClient.createApiKey")
      ?.tags.filter(({ name }) => name === "example")
      .map(({ text }) => text);
    expect(examples).toEqual([expect.stringContaining("await venice.createApiKey({")]);
  });

  it("shows the patterns of a property of the request's body", () => {
    // Those of the committed spec; test/generate/string-formats.test.ts shows it for every kind of schema.
    const properties = Object.entries(REQUEST.properties ?? {});
    const lines = properties.map(([name], n) => [
      name,
      `declare const b${n}: venice.CreateApiKeyRequest; b${n}[${JSON.stringify(name)}];`,
    ]);
    const shown = hoverOver(Object.fromEntries(lines) as Record<string, string>);
    for (const [index, [, { pattern, anyOf = [] }]] of properties.entries())
      for (const expected of [pattern, ...anyOf.map((branch) => branch.pattern)].filter(Boolean))
        expect(JSON.stringify(shown[index])).toContain(JSON.stringify(expected).slice(1, -1));
  });
});
