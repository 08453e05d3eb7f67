// What routes of runs answer: results, the run that is shown, the queue, searches, the stage.

import type { Light } from "../answers";
import type { Problem } from "../api.js";

/** What fills the sentences of a component, made by `speaker` of words.js */
export type Say = ReturnType<typeof import("../words.js").speaker>;

/** Of a row of GET api/leaderboard: how much better a run is than a reference, in words; `title`: by which labels, where it is an estimate */
export interface Gain {
  words: string;
  tone: string;
  title?: string;
  /** Which of two references of one kind it is measured by */
  against?: string;
}

/** Of GET api/leaderboard: a run, or a reference (then without `run`, `name` and `created`), as a line of a board */
export interface RunRow {
  key: string;
  reference: boolean;
  run: string | null;
  name: string | null;
  note: string;
  tags: string[];
  source: string | null;
  target: string | null;
  task: string;
  form: string;
  strategy: string;
  /** What people told it of the target, in words */
  knows: string[];
  /** That an earlier run came to the same network, in words */
  again: string;
  backbone: string;
  created: number | null;
  epochs: number | null;
  seed: number | null;
  state: string;
  words: string;
  source_metric: number | null;
  target_metric: number | null;
  sealed: boolean;
  scored_on: number | null;
  learned_from_target: boolean;
  scores: Record<string, number | null>;
  reference_scores: Record<string, Record<string, number | null>>;
  told: Record<string, Gain>;
  warning: "" | "negative" | "perhaps" | "doubted";
  /** The search that says to take its network */
  taken_by?: string;
  /** That a search gave it no weight since the target seems to have another mix of classes than the source, in words */
  no_weight?: string;
}

/** Of GET api/leaderboard: what several seeds of one setting come to */
export interface SeedsRow {
  strategy: string;
  knows: string[];
  backbone: string;
  epochs: number | null;
  sealed: boolean;
  seeds: number[];
  target: string | null;
  told: Record<string, Gain>;
  warning: "" | "negative" | "perhaps" | "doubted";
}

/** How good labels that a person gave say that a network is; `title`: how sure that is; `by`: how many labels, where others have more */
export interface Estimate {
  words: string;
  title: string;
  by: string;
  over: Record<string, Gain | null>;
}

/** Of GET api/leaderboard: who stands on a board, without the row itself; `setting`: the key of one with several seeds */
export type Standing = [
  key: string,
  place: number | null,
  ranks: number[],
  apart: boolean,
  differs: boolean,
  setting: string | null,
  estimate: Estimate | null,
];

/** Of GET api/leaderboard, and GET api/leaderboard/BOARD: a board with some of those who stand on it, and of these the rows that differ */
export interface BoardPart {
  key: string;
  count: number;
  newest: number;
  data: string;
  classes: string;
  task: string;
  words: string;
  /** What the column of places is called */
  place: string;
  labels: { href: string; link: string } | null;
  /** The search that `words` speak of */
  search: { href: string; link: string } | null;
  missing: { strategy: string; words: string; href: string; press: string } | null;
  /** How many runs keep labels sealed that are open elsewhere, where there are such */
  sealed?: string;
  /** By what it is ordered, where open labels say how good everybody is */
  by?: "labels" | "scores";
  /** Of those who are ordered by labels the places by scores, by their keys */
  score_places?: Record<string, number>;
  order: Standing[];
  seeds: Record<string, SeedsRow>;
  rows: RunRow[];
}

/** Of GET api/leaderboard and GET api/leaderboard/changes: how many runs there are, and while folders are read how many were */
export interface RunCounts {
  runs: number;
  reading: string;
}

/** GET api/leaderboard: a page of boards; `next`: where the page behind it begins */
export interface BoardPage extends RunCounts {
  boards: BoardPart[];
  next: string | null;
  mark: string;
}

/** GET api/leaderboard/changes: what changed since `mark`; or that the page must be loaded again */
export type BoardChanges =
  | { reset: true }
  | (RunCounts & { reset?: undefined; boards: BoardPart[]; gone: string[]; mark: string; next?: string | null });

/** GET api/runs/ID/remarks */
export interface Remarks {
  name: string | null;
  notes: string;
  tags: string[];
}

/** GET api/runs/ID/compare/OTHER */
export interface Comparison {
  titles: string[];
  /** Of each what people told it of the target, in words */
  knows: string[][];
  /** `by`: on what a value rests, where that must be said */
  results: { key: string; name: string; values: string[]; by: string[] }[];
  settings: { name: string; values: string[] }[];
  same: string;
}

/** Of the first answer of GET api/runs/ID/live, and of GET api/runs/ID/details: what a run is */
export interface RunAbout {
  source: string | null;
  target: string | null;
  task: string;
  chart: string;
  views: string[];
  strategy: string;
  /** What people told it of the target, in words */
  knows: string[];
  watch: string[];
  backbone: string;
  created: number;
  name: string | null;
  file_name: string;
}

/** GET api/runs/ID/details */
export interface RunDetails extends RunAbout {
  run: string;
  folder: string;
  files: string[];
  /** Of how many target pictures the scores are; empty where they are of all */
  scores_of: string;
  scores: { name: string; about: string; run: number | null; baseline: number | null }[];
  seconds: { name: string; words: string }[];
  settings: { name: string; value: string }[];
}

/** Of GET api/runs/ID/live: a line of a chart, a trace of plotly's with the points that are new */
export interface CurveLine {
  uid: string;
  name: string;
  x: number[];
  y: number[];
  type: string;
  mode: string;
  line: { color: string; dash: string; width: number };
  marker: object;
  legendrank: number;
  meta?: { smooth: boolean };
  yaxis?: string;
  showlegend?: boolean;
}

/** Of GET api/runs/ID/live: a vertical line or a band of the charts, a shape of plotly's */
export interface CurveMark {
  uid: string;
  charts: string[];
  shape: { type: string; x0: number; x1: number };
  annotation: object | null;
}

/** Of GET api/runs/ID/live: the result in words, each of them empty where nothing is to be said */
export interface RunResult {
  headline: string;
  gain: string;
  tone: "good" | "bad" | "even";
  /** The gain over normalization alone, which goes on where `gain` ends */
  second: string;
  second_tone: "good" | "bad" | "even";
  verdict: string;
  next: string;
  note: string;
}

/** GET api/runs/ID/live; `about` and `layouts` (plotly's, by chart) with the first answer, `before` while the run waits */
export interface Live {
  run: string;
  target: string | null;
  to_label: string | null;
  /** What stands on the way there */
  label: string;
  /** Whether the owner gave labels of the target that say something of the run */
  given: boolean;
  /** Pictures of the target that it predicts nothing of */
  left_out: number;
  state: string;
  over: boolean;
  settled: boolean;
  drawing: boolean;
  resumes_at: number | null;
  words: string;
  before?: string;
  how_long: string;
  share: number | null;
  seconds: number | null;
  left: number | null;
  offset: number;
  generation: string;
  reset: boolean;
  curves: Record<"losses" | "accuracy" | "scores" | "gauges", CurveLine[]> & { marks: CurveMark[] };
  result: RunResult;
  so_far: string;
  light: Light | null;
  problems: Problem[];
  /** `host`: they are sealed, and only the host of a room may open them */
  reveal: "possible" | "host" | "done" | "none";
  /** Whether they are revealed by now, but not in this run: one press opens them here too, and none need to be given */
  revealed_elsewhere: boolean;
  /** Whether a search trained it, whose page a reveal opens too */
  of_search: boolean;
  target_labels: "open" | "sealed" | "none";
  revealed: { when: number; by: string } | null;
  device: string;
  maps: string;
  maps_failed: Problem[];
  /** Why maps that can be drawn are not there, empty where that is not known; null where there are none to draw */
  to_draw: string | null;
  about?: RunAbout;
  layouts?: Record<string, object>;
}

/** What `view` of run.js holds of the run that the page shows */
export interface Viewed {
  id: string;
  answer: Live | null;
  about: RunAbout | null;
  offline: boolean;
  missing: "" | "gone" | "deleted";
}

/** Of GET api/bin: a deleted run */
export interface DeletedRun {
  run: string;
  name: string;
  about: string;
  when: number;
  bytes: number;
}

/** GET api/bin: a page of them, and the number and bytes of all */
export interface DeletedRuns {
  runs: DeletedRun[];
  next: string | null;
  count: number;
  bytes: number;
}

/** What GET api/jobs/ID gives as the result of an import */
export interface Imported {
  run: string;
  name: string;
  notes: string[];
}

/** Of GET api/queue: a run that is trained (then without `place`) or waits */
export interface QueuedRun {
  run: string;
  name: string | null;
  strategy: string;
  backbone: string;
  source: string | null;
  target: string | null;
  status: string;
  place: number | null;
  number: number | null;
  starts_in: number | null;
  title: string;
  about: string;
  words: string;
  before: string;
}

/** GET api/queue */
export interface Queue {
  runs: QueuedRun[];
  more: string;
  waiting: number;
  at_a_time: string;
}

/** GET api/searches */
export interface Searches {
  /** `accuracy` is empty where the target's labels are sealed */
  searches: { search: string; title: string; created: number; state: string; words: string; knew: string; accuracy: string }[];
}

/** Of GET api/searches/ID/live: a candidate, or a reference */
export interface Candidate {
  key: string;
  name: string;
  /** Below which heading it stands; empty where there is none */
  group: string;
  state: string;
  words: string;
  reference: boolean;
  run: string | null;
  share: number | null;
  curve: number[];
  scores: Record<string, number | null> | null;
  /** Whether its scores are left out, since they are not of the same pictures */
  left_out: boolean;
  accuracy: number | null;
  weight: number | null;
  nearest: boolean;
}

/** Of GET api/searches/ID/live: what a search came to, in sentences; those that have no reason to be said are empty */
export interface SearchVerdict {
  answer: string;
  why: string;
  /** That it rests on few pictures; else what labels would tell first, where nobody gave any */
  doubt: string;
  learned: string;
  network: string;
  sure: string;
  leave: string;
  unsure: string;
  left_out: string;
  headline: string;
  tone: "good" | "open" | "against";
  left_as_it_is: boolean;
  run: string;
  /** Labels that the reader gave and the search did not use; `first`: they come before anything that it found */
  unused: { words: string; link: string; href: string; first: boolean } | null;
  /** What labels say of the network to take, or would; `label` leads to labeling, and is empty where all labels are open */
  label: string;
  /** The words of a button that opens labels here which were revealed elsewhere; empty where there are none */
  reveal: string;
  /** Adapt's address with what open labels say of the class shares, where the search went by others; else empty */
  say_so: string;
  settle_title: string;
  settle: string;
  took: string;
  /** Why networks have no weight, a sentence for each reason */
  uncounted: string[];
}

/** GET api/searches/ID/live, for who has not seen this `version` */
export interface SearchLive {
  same?: undefined;
  version: string;
  search: string;
  title: string;
  about: string;
  /** Whether class shares were estimated more than once */
  again: boolean;
  state: string;
  words: string;
  over: boolean;
  pausable: boolean;
  stoppable: boolean;
  resumable: boolean;
  /** Whether scores of networks are left out */
  left_out: boolean;
  /** In seconds; where more networks than these `rows` may follow, at least */
  left: number | null;
  /** With all that may follow */
  left_at_most: number | null;
  done: number;
  /** How many networks there are at most in the end */
  most: number;
  failed: number;
  rows: Candidate[];
  problems: Problem[];
  verdict: SearchVerdict | null;
  tag: string;
  source: string;
  target: string;
  /** What it was told of the classes and their shares, as an address of Adapt has it */
  classes: string;
  shares: string;
  /** Which class shares it took for the target's, in words, where it had to estimate them */
  estimated: string;
}

/** Of GET api/runs/ID/mistakes: a matrix of what its pictures are taken for; `nothing` before there is one */
export interface MistakesMatrix {
  nothing: false;
  sealed: boolean;
  classes: { class: number; name: string }[];
  pictures: number;
  matrix: number[][];
}

/** Of GET api/runs?beside=ID: a run that can be drawn beside another one */
export interface RunBeside {
  run: string;
  strategy: string;
  created: number | null;
}

/** Of GET api/runs/ID/live: the lines of its charts */
export interface LiveCurves extends Record<"losses" | "accuracy" | "scores" | "gauges", CurveLine[]> {
  marks: CurveMark[];
}
