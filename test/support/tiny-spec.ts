import { stringify } from "yaml";

/** The smallest publication that the gate takes, as text a case can break. */
export const TINY_SPEC = `openapi: 3.0.0
info:
  title: Tiny
  version: "20260101.000000"
servers:
  - url: https://api.venice.ai/api/v1
security:
  - BearerAuth: []
paths:
  /api_keys:
    post:
      operationId: createApiKey
      requestBody:
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/NewKey"
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  expiresAt:
                    type: string
                    pattern: ^\\d{4}-\\d{2}-\\d{2}$
  /api_keys/{id}:
    get:
      operationId: getApiKey
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            pattern: ^(a+)+$
      responses:
        "200":
          description: OK
components:
  securitySchemes:
    BearerAuth:
      type: http
      scheme: bearer
  schemas:
    NewKey:
      type: object
      properties:
        description:
          type: string
`;

/** `TINY_SPEC` with one piece of its text replaced; a piece that isn't there is a mistake of the test. */
export function tinySpec(piece: string, by: string): string {
  if (!TINY_SPEC.includes(piece)) throw new Error(`the tiny spec has no ${piece}`);
  return TINY_SPEC.replace(piece, () => by);
}

/** `TINY_SPEC` with a further schema component. */
export function withSchema(name: string, schema: unknown): string {
  return TINY_SPEC + stringify({ [name]: schema }).replace(/^(?=.)/gm, "    ");
}
