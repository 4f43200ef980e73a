/**
 * Made by `npm run generate` from openapi/venice.yaml. Don't edit it: `npm run check` would go red.
 * What it says is the spec's: `npm run spec:update`. How it says it: scripts/lib/render*.ts and normalize.ts.
 */
/** True where the value is right; else `errors` says what is wrong, `path` as `/a/b`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: { path: string; message: string }[] | null;
}
export declare const validateRequest: Validator;
export declare const validateResponse: Validator;
