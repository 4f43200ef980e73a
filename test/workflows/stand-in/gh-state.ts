export interface PullRequest {
  number: number;
  head: string;
  title: string;
  body: string;
  isDraft: boolean;
  isCrossRepository?: boolean;
  state: "open" | "merged" | "closed";
  labels: string[];
  comments: string[];
  headRefOid: string;
}

/** What GitHub holds besides the repository. */
export interface State {
  /** The permissions of each token. */
  tokens: Record<string, Record<string, string>>;
  pulls: PullRequest[];
  labels: string[];
  runs: { workflow: string; commit: string }[];
  releases: { tag: string; commit: string }[];
  statuses: { commit: string; state: string }[];
  /** Commands that answer 502, such as `label create`. */
  broken: string[];
  mayOpenPulls: boolean;
}

export function createState(): State {
  return {
    ...{ tokens: {}, pulls: [], labels: [], runs: [], releases: [], statuses: [] },
    ...{ broken: [], mayOpenPulls: true },
  };
}
