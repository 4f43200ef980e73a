import { readSpec } from "../../scripts/gate/gate.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { bytes } from "../support/bytes.ts";

/** A document as the gate lets it through. */
export function readPublished(document: SpecDocument): SpecDocument {
  const servers = [{ url: "https://api.venice.ai/api/v1" }];
  return readSpec(bytes(JSON.stringify({ ...document, servers })));
}
