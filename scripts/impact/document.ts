import { sameMeaning } from "./canonical.ts";
import { compareKey, compareServers } from "./access.ts";
import { compareComponents } from "./components.ts";
import type { ImpactContext } from "./context.ts";
import type { Change } from "./finding.ts";
import { listOf } from "./json.ts";
import type { Match } from "../spec/match-operations.ts";
import type { SpecDocument } from "../spec/openapi.ts";

/** Read elsewhere, by meaning. Security is compared where it takes effect: at each operation. */
const READ_ELSEWHERE = new Set(["paths", "components", "servers", "info", "security", "openapi"]);

/** What belongs to no operation: servers, components, what the document says of itself. Never its version. */
export function compareDocuments(context: ImpactContext, matches: readonly Match[]): Change[] {
  const [old, next] = [context.before.document, context.after.document];
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [
    ...compareServers(listOf(old["servers"]), listOf(next["servers"])),
    ...compareComponents(context, matches),
    ...[...keys]
      .filter((key) => !READ_ELSEWHERE.has(key))
      .flatMap((key) => compareKey(key, old[key], next[key])),
    ...compareInfo(old, next),
  ];
}

function compareInfo(before: SpecDocument, after: SpecDocument): Change[] {
  const said = ({ openapi, info }: SpecDocument) => ({ ...info, version: "", openapi });
  return sameMeaning(said(before), said(after)) ? [] : [{ impact: "patch", text: "info changed" }];
}
