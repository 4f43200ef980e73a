import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageLinks, relativeLinks, withAbsoluteLinks } from "../../scripts/release/links.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

const ROOT = join(import.meta.dirname, "../..");
const REPOSITORY = "https://git.example/owner/name";
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("the links of a release", () => {
  const folder = mkdtempSync(join(tmpdir(), "links-"));
  const packed = join(folder, "package");
  beforeAll(() => {
    mkdirSync(packed);
    for (const path of ["package.json", "README.md", "scripts"])
      cpSync(join(ROOT, path), join(packed, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(packed, "node_modules"), "dir");
    execFileSync("npm", ["run", "--silent", "release:links", "--", REPOSITORY], { cwd: packed });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("all lead to the one repository that is given", () => {
    const { repository, bugs, homepage } = JSON.parse(
      readFileSync(join(packed, "package.json"), "utf8"),
    ) as ReturnType<typeof packageLinks>;
    expect(repository).toEqual({ type: "git", url: `git+${REPOSITORY}.git` });
    expect([bugs.url, homepage]).toEqual([`${REPOSITORY}/issues`, `${REPOSITORY}#readme`]);
  });

  it("of README work from any page, and lead to files of the version's tag", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    const readme = readFileSync(join(packed, "README.md"), "utf8");
    const base = `${REPOSITORY}/blob/v${version}/`;
    const absolute = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    const files = absolute.filter((target) => target.startsWith(base)).map((url) => url.slice(base.length));
    expect(relativeLinks(readme)).toEqual([]);
    expect(files).toEqual(relativeLinks(read("README.md")));
    expect(files.length).toBeGreaterThan(5);
  });

  it("are checked before publishing by hand", () => {
    const check = (cwd: string) =>
      spawnSync("npm", ["run", "--silent", "prepublishOnly"], { cwd, encoding: "utf8" });
    expect(check(packed)).toMatchObject({ status: 0, stderr: "" });
    cpSync(join(ROOT, "README.md"), join(packed, "README.md"));
    expect(check(packed)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^the links/) as string });
    expect(check(ROOT)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^the links/) as string });
  });

  it.each([
    "owner/name",
    "http://git.example/owner/name",
    "git+https://git.example/owner/name",
    "https://git.example/owner/name.git",
    "https://git.example/owner/name/tree/main",
  ])("are refused for the repository %j", (repository) => {
    expect(() => packageLinks(repository)).toThrow(
      new Refusal(`give the repository as https://HOST/OWNER/NAME, not ${repository}`),
    );
  });

  it("are an address to clone, one of its issues and one of its page", () => {
    expect(packageLinks(REPOSITORY)).toEqual({
      repository: { type: "git", url: `git+${REPOSITORY}.git` },
      bugs: { url: `${REPOSITORY}/issues` },
      homepage: `${REPOSITORY}#readme`,
    });
  });

  it("are refused without a repository", () => {
    expect(() => packageLinks("")).toThrow(
      new Refusal("give the repository as https://HOST/OWNER/NAME, not nothing"),
    );
  });
});

describe("a document of the repository", () => {
  it.each(["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])(
    "%s links to files that exist",
    (path) => {
      // What GitHub serves beside the files.
      const links = relativeLinks(read(path)).filter((target) => !target.startsWith("../../security/"));
      expect(links.filter((target) => !existsSync(join(ROOT, target.split("#")[0] ?? "")))).toEqual([]);
    },
  );

  it("names no repository, so that none can be wrong", () => {
    const documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ".github/ISSUE_TEMPLATE/bug.yml"];
    const { name } = JSON.parse(read("package.json")) as { name: string };
    for (const path of documents) expect(read(path)).not.toMatch(new RegExp(`https?://[^\\s)]*/${name}`));
  });

  it("SECURITY.md links to the private report of the repository that shows it", () => {
    const [target = ""] = relativeLinks(read("SECURITY.md"));
    // As the page of the file and that of the tag resolve it.
    for (const ref of ["main", "v1.0.0"]) {
      const { href } = new URL(target, `${REPOSITORY}/blob/${ref}/SECURITY.md`);
      expect(href).toBe(`${REPOSITORY}/security/advisories/new`);
    }
  });
});

describe("withAbsoluteLinks", () => {
  it("leaves addresses and places of the page as they are", () => {
    const text = "[a](https://a.example) [b](#place) [c](mailto:a@b.example) [d](docs/d.md#x)";
    expect(withAbsoluteLinks(text, REPOSITORY, "v1")).toBe(
      text.replace("docs/d.md#x", `${REPOSITORY}/blob/v1/docs/d.md#x`),
    );
  });
});
