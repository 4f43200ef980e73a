/** The operations that src/ offers as functions: their bodies get validators, whose patterns the gate examines. */
export const VALIDATED_OPERATIONS: readonly string[] = ["createApiKey"];
