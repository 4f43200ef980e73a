/** The operations that src/ offers as functions: the ones whose bodies get validators. */
export const VALIDATED_OPERATIONS = ["createApiKey"];
