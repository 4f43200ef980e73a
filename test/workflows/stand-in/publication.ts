import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GitHub } from "./github.ts";

/** A stand-in for `npm run spec:update`: takes what is published, writes what the real one writes. */
export const UPDATE = `
while [ $# -gt 0 ]; do [ "$1" != --report ] || report="$2"; shift; done
if cmp -s "$STAND_IN/published" openapi/venice.yaml; then
  echo '{"status":"unchanged"}'
  exit 0
fi
cp "$STAND_IN/published" openapi/venice.yaml
echo "- took it" >> CHANGELOG.md
for file in package.json package-lock.json; do
  sed -i.old 's/"version": "1.0.0"/"version": "1.1.0"/' "$file"
  rm "$file.old"
done
echo "The report of $(cat "$STAND_IN/published")." > "$report"
echo '{"status":"updated","impact":"'"$(cat "$STAND_IN/impact")"'","to":{"version":"2"}}'
`;

/** Lets the next run find this publication, whose update has the given impact. */
export function publish(github: GitHub, text: string, impact = "minor"): void {
  writeFileSync(join(github.folder, "published"), `${text}\n`);
  writeFileSync(join(github.folder, "impact"), impact);
  github.writeScript("npm/spec:update", UPDATE);
}

/** Lets the next run refuse what is published. */
export function refuse(github: GitHub, reason: string): void {
  writeFileSync(join(github.folder, "refusal"), JSON.stringify({ status: "refused", reason }));
  github.writeScript("npm/spec:update", `cat "$STAND_IN/refusal"; exit 1`);
}
