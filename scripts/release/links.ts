import { Refusal } from "../spec/refusal.ts";

/** The links of package.json, all from the address of the repository. */
export interface PackageLinks {
  repository: { type: "git"; url: string };
  bugs: { url: string };
  homepage: string;
}

/** @throws {@link Refusal} if it isn't the https address of a repository */
export function packageLinks(repository: string): PackageLinks {
  if (!/^https:\/\/[\w.-]+(?:\/[\w.-]+){2}$/.test(repository) || repository.endsWith(".git"))
    throw new Refusal(`give the repository as https://HOST/OWNER/NAME, not ${repository || "nothing"}`);
  return {
    repository: { type: "git", url: `git+${repository}.git` },
    bugs: { url: `${repository}/issues` },
    homepage: `${repository}#readme`,
  };
}

/** The targets of a Markdown text's inline links that lead to files of the repository. */
export function relativeLinks(markdown: string): string[] {
  return [...markdown.matchAll(INLINE_LINK)].map(([, , target = ""]) => target).filter(isRelative);
}

/** Markdown whose links to the repository's files lead to that tag, so that they also work on npm's page. */
export function withAbsoluteLinks(markdown: string, repository: string, tag: string): string {
  return markdown.replace(INLINE_LINK, (link, opening: string, target: string) =>
    isRelative(target) ? `${opening}${repository}/blob/${tag}/${target})` : link,
  );
}

const INLINE_LINK = /(\]\()([^()\s]+)\)/g;

function isRelative(target: string): boolean {
  return !/^(?:[a-z]+:|#)/.test(target);
}
