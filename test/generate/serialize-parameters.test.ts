import { expect, test } from "vitest";
import { serializeParameters, type ParameterFormat } from "../../scripts/generate/serialize-parameters.ts";

type Place = ParameterFormat["in"];
const format = (place: Place, style: string, explode: boolean, rest: Partial<ParameterFormat> = {}) => ({
  ...{ in: place, name: "color", style, explode },
  ...rest,
});

interface Written {
  querySerializer: (query: Record<string, unknown>) => string;
  pathSerializer: (path: string, values: Record<string, unknown>) => string;
  params: { header: Record<string, unknown> };
}
/** The options of openapi-fetch, as serializeParameters makes them. */
const written = (formats: ParameterFormat[], init: object = {}) =>
  serializeParameters(formats)(init) as Written;

function write(parameter: ParameterFormat, value: unknown): unknown {
  const { in: place, name } = parameter;
  const { querySerializer, pathSerializer, params } = written([parameter], {
    params: { [place]: { [name]: value } },
  });
  if (place === "query") return querySerializer({ [name]: value });
  if (place === "path") return pathSerializer(`/{${name}}`, { [name]: value }).slice(1);
  return params.header[place === "cookie" ? "cookie" : name];
}

const EMPTY: unknown[] = [];
const LIST = ["blue", "black", "brown"];
const COLOR = { R: 100, G: 200, B: 150 };

/** The table of style examples of OpenAPI 3.1, with empty values, and what RFC 6570 says of others. */
const ROWS: [parameter: ParameterFormat, text: unknown, list: unknown, object: unknown][] = [
  [format("path", "matrix", false), ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  [
    format("path", "matrix", true),
    ";color=blue",
    ";color=blue;color=black;color=brown",
    ";R=100;G=200;B=150",
  ],
  [format("path", "label", false), ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  [format("path", "label", true), ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  [format("path", "simple", false), "blue", "blue,black,brown", "R,100,G,200,B,150"],
  [format("path", "simple", true), "blue", "blue,black,brown", "R=100,G=200,B=150"],
  [format("header", "simple", false), "blue", "blue,black,brown", "R,100,G,200,B,150"],
  [format("header", "simple", true), "blue", "blue,black,brown", "R=100,G=200,B=150"],
  [format("query", "form", false), "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  [format("query", "form", true), "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  [
    format("query", "spaceDelimited", false),
    "color=blue",
    "color=blue%20black%20brown",
    "color=R%20100%20G%20200%20B%20150",
  ],
  [
    format("query", "spaceDelimited", true),
    "color=blue",
    "color=blue&color=black&color=brown",
    "R=100&G=200&B=150",
  ],
  [
    format("query", "pipeDelimited", false),
    "color=blue",
    "color=blue|black|brown",
    "color=R|100|G|200|B|150",
  ],
  [
    format("query", "pipeDelimited", true),
    "color=blue",
    "color=blue&color=black&color=brown",
    "R=100&G=200&B=150",
  ],
  [
    format("query", "deepObject", true),
    "color=blue",
    "color=blue&color=black&color=brown",
    "color[R]=100&color[G]=200&color[B]=150",
  ],
  [
    format("query", "deepObject", false),
    "color=blue",
    "color=blue,black,brown",
    "color[R]=100&color[G]=200&color[B]=150",
  ],
  [format("cookie", "cookie", false), "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  [
    format("cookie", "cookie", true),
    "color=blue",
    "color=blue; color=black; color=brown",
    "R=100; G=200; B=150",
  ],
  [format("query", "unknown", false), "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  [format("query", "unknown", true), "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
];

test.each(ROWS)("%j is written as its style says", (parameter, text, list, object) => {
  expect([write(parameter, "blue"), write(parameter, LIST), write(parameter, COLOR)]).toEqual([
    text,
    list,
    object,
  ]);
  // Of what has no value, nothing is left.
  expect(write(parameter, [null, "blue", undefined])).toBe(text);
  expect(write(parameter, { ...COLOR, a: null, b: undefined })).toBe(object);
});

test.each<[place: Place, style: string, nothing: unknown]>([
  ["query", "form", ""],
  // The template stays, which no server takes for a value.
  ["path", "simple", "{color}"],
  ["path", "label", "{color}"],
  ["path", "matrix", "{color}"],
  ["header", "simple", undefined],
  ["cookie", "cookie", undefined],
])("a %s parameter of the style %s without a value is left out", (place, style, nothing) => {
  for (const explode of [false, true])
    for (const value of [undefined, null, EMPTY, [null], {}, { a: null }])
      expect(write(format(place, style, explode), value)).toBe(nothing);
});

test.each<[place: Place, value: unknown, text: string]>([
  ["query", COLOR, `color=${encodeURIComponent(JSON.stringify(COLOR))}`],
  ["query", null, "color=null"],
  ["query", [], "color=%5B%5D"],
  ["query", "a", "color=%22a%22"],
  ["path", COLOR, encodeURIComponent(JSON.stringify(COLOR))],
  ["header", COLOR, JSON.stringify(COLOR)],
  ["header", "\u001f ~\u007fé😀", '"\\u001f ~\\u007f\\u00e9\\ud83d\\ude00"'],
])("a %s parameter with the value %j is written as JSON if it says so", (place, value, text) => {
  const style = place === "query" ? "form" : "simple";
  expect(write(format(place, style, false, { isJson: true }), value)).toBe(text);
});

test("names and values are encoded, in a cookie and a header as these need it", () => {
  const value = { "a&": "b=" };
  const name = "c&d";
  expect(write(format("query", "form", false, { name }), "a b")).toBe("c%26d=a%20b");
  expect(write(format("query", "form", true), value)).toBe("a%26=b%3D");
  expect(write(format("query", "form", false), ["a,b"])).toBe("color=a%2Cb");
  expect(write(format("query", "deepObject", true, { name }), value)).toBe("c%26d[a%26]=b%3D");
  expect(write(format("cookie", "cookie", false, { name }), "a;b")).toBe("c&d=a%3Bb");
  expect(write(format("header", "simple", false, { name }), "a b&é")).toBe(String.raw`a b&\u00e9`);
  expect(write(format("query", "form", false), true)).toBe("color=true");
  expect(write(format("query", "form", false), 0)).toBe("color=0");
  expect(write(format("query", "form", false), "")).toBe("color=");
});

test("what is nested is refused by name and style", () => {
  for (const value of [{ a: {} }, [[1]], [{}]])
    expect(() => write(format("query", "form", true), value)).toThrow(
      new Error("color is nested, which the style form can't write"),
    );
});

test("a parameter without a format is written as openapi-fetch writes it", () => {
  const { querySerializer, pathSerializer, params } = written(
    [format("header", "simple", false, { name: "query" }), format("query", "form", false, { name: "path" })],
    {
      params: {
        query: { q: 1 },
        header: { "X-A": ["a"], color: COLOR, query: ["a", "b"], path: ["c"] },
        cookie: { a: "1", b: undefined, c: ["2", "3"], d: [] },
      },
      headers: { own: "1" },
    },
  );
  expect(querySerializer({ a: LIST, query: ["x", "y"], b: undefined, path: ["p", "q"] })).toBe(
    "a=blue&a=black&a=brown&query=x&query=y&path=p,q",
  );
  expect(pathSerializer("/{a}/b/{path}/{c}{d}", { a: "x/y", path: LIST, c: 0 })).toBe(
    "/x%2Fy/b/blue,black,brown/0{d}",
  );
  expect(pathSerializer("/{toString}/{}/{a{b}}", { b: 1 })).toBe("/{toString}/{}/{a1}");
  expect(params).toEqual({
    query: { q: 1 },
    header: { "X-A": ["a"], color: COLOR, query: "a,b", path: ["c"], cookie: "a=1; c=2,3" },
  });
});

test("a call without parameters has no header", () => {
  for (const init of [{}, { params: null }, { params: {} }, { params: { cookie: {} } }])
    expect(written([], init).params).toEqual({ header: {} });
});

test("the caller's own options stay, and go before ours", () => {
  const own = () => "own=1";
  expect(written([], { querySerializer: own, body: 1 })).toMatchObject({ querySerializer: own, body: 1 });
});
