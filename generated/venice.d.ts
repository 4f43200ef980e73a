// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md
export interface paths {
  "/api_keys": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * /api/v1/api_keys
     * @description Create a new API key.
     */
    post: operations["createApiKey"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    DetailedError: {
      /**
       * @description Details about the incorrect input
       * @example {
       *       "_errors": [],
       *       "field": {
       *         "_errors": [
       *           "Field is required"
       *         ]
       *       }
       *     }
       */
      details?: Record<string, unknown>;
      /** @description A description of the error */
      error: string;
    };
    StandardError: {
      /** @description A description of the error */
      error: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  createApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description The API Key type. Admin keys have full access to the API while inference keys are only able to call inference endpoints.
           * @example ADMIN
           * @enum {string}
           */
          apiKeyType: "INFERENCE" | "ADMIN";
          /**
           * @description The API Key consumption limits, evaluated against the window selected by `limitPeriod`.
           * @example {
           *       "usd": 50,
           *       "diem": 10,
           *       "vcu": 30
           *     }
           */
          consumptionLimit?: {
            /**
             * @description USD limit
             * @example 50
             */
            usd?: number | null;
            /**
             * @description Diem limit
             * @example 10
             */
            diem?: number | null;
            /**
             * @deprecated
             * @description VCU limit (deprecated - use Diem instead)
             * @example 100
             */
            vcu?: number | null;
          };
          /**
           * @description Reset window the consumption limits apply to. `EPOCH` resets every UTC day (legacy default). `MONTH` resets on the 1st of each UTC calendar month. `LIFETIME` never resets, so the limit acts as a permanent cap on the key.
           * @example MONTH
           * @enum {string}
           */
          limitPeriod?: "EPOCH" | "MONTH" | "LIFETIME";
          /**
           * @description The API Key description (max 64 characters)
           * @example Example API Key
           */
          description: string;
          /**
           * @description The API Key expiration date. If not provided, the key will not expire. As a string it is `""`, or matches `^\d{4}-\d{2}-\d{2}$`, or matches `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$`.
           * @example 2023-10-01T12:00:00.000Z
           */
          expiresAt?: "" | (string & {}) | (string & {});
        };
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The API Key. This is only shown once, so make sure to save it somewhere safe. */
              apiKey: string;
              /**
               * @description The API Key type
               * @example ADMIN
               * @enum {string}
               */
              apiKeyType: "INFERENCE" | "ADMIN";
              /**
               * @description The API Key consumption limits, evaluated against the window selected by `limitPeriod`.
               * @example {
               *       "usd": 50,
               *       "diem": 10,
               *       "vcu": 30
               *     }
               */
              consumptionLimit: {
                /**
                 * @description USD limit
                 * @example 50
                 */
                usd?: number | null;
                /**
                 * @description Diem limit
                 * @example 10
                 */
                diem?: number | null;
                /**
                 * @deprecated
                 * @description VCU limit (deprecated - use Diem instead)
                 * @example 100
                 */
                vcu?: number | null;
              };
              /**
               * @description Reset window the consumption limits apply to. `EPOCH` resets every UTC day (legacy default). `MONTH` resets on the 1st of each UTC calendar month. `LIFETIME` never resets, so the limit acts as a permanent cap on the key.
               * @example MONTH
               * @enum {string}
               */
              limitPeriod: "EPOCH" | "MONTH" | "LIFETIME";
              /**
               * @description The API Key description
               * @example Example API Key
               */
              description?: string;
              /**
               * @description The API Key expiration date
               * @example 2023-10-01T12:00:00.000Z
               */
              expiresAt: string | null;
              /**
               * @description The API Key ID
               * @example e28e82dc-9df2-4b47-b726-d0a222ef2ab5
               */
              id: string;
            };
            success: boolean;
          };
        };
      };
      /** @description Invalid request parameters */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DetailedError"];
        };
      };
      /** @description Authentication failed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StandardError"];
        };
      };
      /** @description Rate limit exceeded */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StandardError"];
        };
      };
      /** @description An unknown error occurred */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StandardError"];
        };
      };
    };
  };
}
