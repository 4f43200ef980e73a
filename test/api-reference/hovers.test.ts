import { describe, expect, it } from "vitest";
import { hoverOver, publishedNames, type Hover } from "./language-service.ts";

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
});
