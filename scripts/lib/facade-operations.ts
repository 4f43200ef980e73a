/** Operations that get a request and response validator; the gate examines the patterns that these reach. */
export const VALIDATED_OPERATIONS: readonly string[] = ["createApiKey"];
