import { Refusal } from "../spec/refusal.ts";
import { decodeSpecText } from "../spec/text.ts";

interface Fence {
  line: number;
  marker: string;
  /** Offsets of the content; `end` is missing while the fence is open. */
  start: number;
  end?: number;
}

// A fence counts at column 0 alone: YAML can't hold one there, while a spec's prose is full of indented ones.
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;

/** The bytes of a documentation page's one fenced block of OpenAPI; a plain spec comes back as it is. */
export function extractSpec(bytes: Uint8Array): Uint8Array {
  if (/^\s*[{[]/.test(decodeSpecText(bytes))) return bytes;
  // Latin-1 has one character for each byte, so that an offset in the text is an offset in the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const fences = scanFences(text);
  if (fences.length === 0) return bytes;

  const open = fences.find((fence) => fence.end === undefined);
  if (open) throw new Refusal(`the page is cut off: the code block of line ${open.line} is never closed`);
  const [block, ...others] = fences.filter((fence) => isOpenApi(text.slice(fence.start, fence.end)));
  if (!block) throw new Refusal("the page holds no fenced block of OpenAPI: give a page about an operation");
  if (others.length > 0) {
    const lines = [block, ...others].map((fence) => fence.line).join(", ");
    throw new Refusal(`the page holds several blocks of OpenAPI (lines ${lines}): give a page with one`);
  }
  return bytes.subarray(block.start, block.end);
}

function scanFences(text: string): Fence[] {
  const fences: Fence[] = [];
  let open: Fence | undefined;
  let offset = 0;
  text.split("\n").forEach((raw, index) => {
    const line = raw.trimEnd();
    const next = offset + raw.length + 1;
    if (open) {
      if (closes(line, open.marker)) {
        open.end = offset;
        open = undefined;
      }
    } else {
      const marker = FENCE.exec(line)?.[1];
      if (marker !== undefined) fences.push((open = { line: index + 1, marker, start: next }));
    }
    offset = next;
  });
  return fences;
}

function isOpenApi(block: string): boolean {
  return /^(["']?)openapi\1[ \t]*:/m.test(block) || (/^\s*\{/.test(block) && block.includes('"openapi"'));
}

function closes(line: string, marker: string): boolean {
  return line.startsWith(marker) && line === marker.charAt(0).repeat(line.length);
}
