// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md
/** True where the value is right; else `errors` says what is wrong, `path` as `/a/b`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: { path: string; message: string }[] | null;
}
export declare const validateRequest: Validator;
export declare const validateResponse: Validator;
