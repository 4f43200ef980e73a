import { Refusal } from "../spec/refusal.ts";
import { decodeText, isMarkup, toMarkupRefusal } from "../spec/text.ts";

interface Fence {
  line: number;
  marker: string;
  /** Offsets of the content; `end` is missing while the fence is open. */
  start: number;
  end?: number;
}

// A fence counts only at column 0: YAML can't have one there, while a spec's descriptions have many indented ones.
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;
/** Comments of Markdown and of MDX: the fences in them don't count. */
const COMMENTS = [
  { open: "<!--", close: "-->" },
  { open: "{/*", close: "*/}" },
];
/** Of the lines in a message: a page may have a million blocks. */
const MAX_SHOWN = 5;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The bytes of the one fenced block of OpenAPI in a documentation page; a plain spec is returned as it is. */
export function extractSpec(bytes: Uint8Array): Uint8Array {
  const decoded = decodeText(bytes);
  if (isMarkup(decoded)) throw toMarkupRefusal();
  if (/^\s*(?:\[|\{(?!\/\*))/.test(decoded)) return bytes;
  const page = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? bytes.subarray(3) : bytes;
  // Latin-1 has one character for each byte, so that an offset in the text is an offset in the bytes.
  const text = new TextDecoder("latin1").decode(page);
  const fences = scanFences(text);
  if (fences.length === 0) return bytes;

  const open = fences.find((fence) => fence.end === undefined);
  if (open) throw new Refusal(`the page is cut off: the code block of line ${open.line} is never closed`);
  const [block, ...others] = fences.filter((fence) => isOpenApi(text.slice(fence.start, fence.end)));
  if (!block) throw new Refusal("the page holds no fenced block of OpenAPI: give a page about an operation");
  if (others.length > 0) {
    const lines = [block, ...others].map((fence) => fence.line);
    const shown = lines.slice(0, MAX_SHOWN).join(", ") + (lines.length > MAX_SHOWN ? ", …" : "");
    throw new Refusal(`the page holds several blocks of OpenAPI (lines ${shown}): give a page with one`);
  }
  return page.subarray(block.start, block.end);
}

function scanFences(text: string): Fence[] {
  const fences: Fence[] = [];
  let fence: Fence | undefined;
  let commentEnd: string | undefined;
  let offset = 0;
  text.split("\n").forEach((raw, index) => {
    const line = raw.trimEnd();
    const next = offset + raw.length + 1;
    if (fence) {
      if (closes(line, fence.marker)) {
        fence.end = offset;
        fence = undefined;
      }
    } else {
      commentEnd ??= COMMENTS.find(({ open }) => line.startsWith(open))?.close;
      const marker = commentEnd === undefined ? FENCE.exec(line)?.[1] : undefined;
      if (marker !== undefined) fences.push((fence = { line: index + 1, marker, start: next }));
      if (commentEnd !== undefined && line.includes(commentEnd)) commentEnd = undefined;
    }
    offset = next;
  });
  return fences;
}

/** Whether `openapi` is a version at the top of the block: the settings of a page have a route or an address there. */
function isOpenApi(block: string): boolean {
  if (!/^\s*\{/.test(block)) return /^(["']?)openapi\1[ \t]*:[ \t]*["']?\d/m.test(block);
  try {
    const { openapi } = JSON.parse(block) as { openapi?: unknown };
    return typeof openapi === "string" && /^\d/.test(openapi);
  } catch {
    // YAML in JSON's style, or invalid: the gate reports which.
    return /openapi["']?\s*:\s*["']?\d/.test(block);
  }
}

function closes(line: string, marker: string): boolean {
  return line.startsWith(marker) && line === marker.charAt(0).repeat(line.length);
}
