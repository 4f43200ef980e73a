/** What the pipeline is working on, which a refusal for time, memory or depth names. */
type Listener = (work: string) => void;

let current = "starting";
let listener: Listener | undefined;

/** @param work - A present participle and its place, such as `compiling the validator of createApiKey's request`. */
export function reportWork(work: string): void {
  if (work === current) return;
  current = work;
  listener?.(work);
}

/** What was reported last, in this process or, through its listener, in another. */
export function currentWork(): string {
  return current;
}

/** Calls `onWork` with each report from now on. There is one listener for a process. */
export function listenToWork(onWork: Listener): void {
  listener = onWork;
}
