/** Does work whose failure changes nothing for the call. */
export async function ignoreFailure(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch {
    // As the name says.
  }
}
