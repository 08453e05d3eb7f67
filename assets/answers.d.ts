// What routes of ours answer, and what a component is given. Types alone, for the scripts that are checked strictly; nothing of it is served.

import type { Problem } from "./api.js";

/** What Gradio hands to a component's `mount` beside its element. `props` are the keyword arguments of its Python half. */
export interface Component {
  // biome-ignore lint/suspicious/noExplicitAny: each component's Python half gives others
  props: any;
  trigger: (event: string, detail?: unknown) => void;
  watch: (prop: string, callback: () => void) => void;
}

/** GET api/runs/ID/take-away */
export interface Exports {
  files: Record<string, { name: string; bytes: number; current: boolean } | null>;
  checks: { file: string; words: string }[];
  refused: Problem[];
  command: string | null;
}

/** Of GET api/disk */
export interface DiskPart {
  part: string;
  name: string;
  bytes: number;
  count: number | null;
  cleanable: boolean;
}

/** Of GET api/presets, and what POST api/presets answers */
export interface Preset {
  id: string;
  name: string;
  about: string;
  notes: string[];
}

/** The part of GET api/runs/ID/live that says whether a strategy works */
export interface Light {
  level: string;
  words: string;
  numbers: { name: string; value: string }[];
  findings: string[];
}

/** GET api/runs/ID/predicted: plotly's data and layout */
export interface Predicted {
  traces: object[];
  layout: object;
}

/** A setting of a made shift, as the dataset's card is given it */
export interface ShiftSetting {
  name: string;
  label: string;
  help: string;
  value: string | number;
  low: number | null;
  high: number | null;
  choices: Record<string, string>;
}

/** GET api/lessons */
export interface Lessons {
  lessons: { id: string; title: string; learn: string; minutes: string; state: string; words: string; own: boolean }[];
  problems: string[];
}

/** Of GET api/lesson: the one that is being taken, for the bar */
export interface LessonBar {
  id: string;
  title: string;
  step: number;
  steps: number;
  over: boolean;
  words: string;
  step_title: string;
  check: { done: boolean; found: boolean; words: string; told: string[] } | null;
  goes_on: boolean;
}

/** GET api/lessons/ID: the step at which one is */
export interface LessonStep extends LessonBar {
  minutes: string;
  learn: string;
  titles: string[];
  furthest: number;
  paragraphs: string[];
  press: {
    page: string;
    demo: string | null;
    only_target: boolean;
    query: Record<string, string>;
    words: string;
    missing: string[];
  }[];
  question: {
    text: string;
    answers: { text: string; right: boolean | null }[];
    given: number | null;
    explanation: string[];
  } | null;
  after: string[];
}

// -- the scripts of runs: results, the run that is shown, the queue, searches, the stage ----------------------------------------

/** What fills the sentences of a component, made by `speaker` of words.js */
export type Say = ReturnType<typeof import("./words.js").speaker>;

/** Of a row of GET api/leaderboard: how much better a run is than a reference, in words */
export interface Gain {
  words: string;
  tone: string;
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
  negative: boolean;
}

/** Of GET api/leaderboard: what several seeds of one setting come to */
export interface SeedsRow {
  task: string;
  form: string;
  strategy: string;
  backbone: string;
  epochs: number | null;
  sealed: boolean;
  seeds: number[];
  target: string | null;
  told: Record<string, Gain>;
  negative: boolean;
}

/** Of GET api/leaderboard: who stands on a board, without the row itself; `setting`: the key of one with several seeds */
export type Standing = [
  key: string,
  place: number | null,
  ranks: number[],
  apart: boolean,
  differs: boolean,
  setting: string | null,
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
  missing: { strategy: string; words: string; href: string; press: string } | null;
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
  results: { key: string; name: string; values: string[] }[];
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
  verdict: string;
  next: string;
  note: string;
}

/** GET api/runs/ID/live; `about` and `layouts` (plotly's, by chart) with the first answer, `before` while the run waits */
export interface Live {
  run: string;
  target: string | null;
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
  reveal: "possible" | "done" | "none";
  revealed: { when: number; by: string } | null;
  device: string;
  maps: string;
  maps_failed: Problem[];
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
  searches: { search: string; title: string; created: number; state: string; words: string }[];
}

/** Of GET api/searches/ID/live: a candidate, or a reference */
export interface Candidate {
  key: string;
  name: string;
  state: string;
  words: string;
  reference: boolean;
  run: string | null;
  share: number | null;
  curve: number[];
  scores: Record<string, number | null> | null;
  accuracy: number | null;
  weight: number | null;
  nearest: boolean;
}

/** Of GET api/searches/ID/live: what a search came to, in sentences; those that have no reason to be said are empty */
export interface SearchVerdict {
  answer: string;
  why: string;
  learned: string;
  network: string;
  sure: string;
  leave: string;
  unsure: string;
  left_out: string;
  headline: string;
  left_as_it_is: boolean;
  run: string;
  settle: string;
  took: string;
}

/** GET api/searches/ID/live, for who has not seen this `version` */
export interface SearchLive {
  same?: undefined;
  version: string;
  search: string;
  title: string;
  state: string;
  words: string;
  over: boolean;
  pausable: boolean;
  resumable: boolean;
  left: number | null;
  done: number;
  rows: Candidate[];
  problems: Problem[];
  verdict: SearchVerdict | null;
  tag: string;
  source: string;
  target: string;
}

/** Of GET api/runs/ID/mistakes: a matrix of what its pictures are taken for; `nothing` before there is one */
export interface MistakesMatrix {
  nothing: false;
  sealed: boolean;
  classes: { class: number; name: string }[];
  matrix: number[][];
}

// -- the scripts of a room and of its wall -------------------------------------------------------------------------------------

/** Of GET api/wall: a run; `truth` is empty, and `true_place` null, until the host opens the labels */
export interface Tile {
  key: string;
  who: string;
  named: boolean;
  strategy: string;
  state: string;
  words: string;
  share: number | null;
  curve: number[];
  points: number | null;
  note: string;
  place: number | null;
  truth: string;
  truth_short: string;
  true_place: number | null;
  large: boolean;
}

/** GET api/wall; `verdict` once the labels are open, `host` for the host alone */
export interface Wall {
  boards: { key: string; words: string }[];
  board: string;
  tiles: Tile[];
  words: string;
  order: string;
  revealed: boolean;
  verdict: { words: string; number: string; rho: number | null } | null;
  host: { may_reveal: boolean; sealed: number; openings: string } | null;
}

/** GET api/wall/me: how one is shown on it */
export interface OnWall {
  shown: "name" | "pseudonym" | "nothing";
  name: string;
  pseudonym: string;
  texts: Record<string, string>;
}

/** GET api/room/host/attempts */
export interface Attempts {
  rows: { pair: string; who: string; starts: number; asked: number }[];
  texts: Record<string, string>;
}

/** Of GET api/room/host and GET api/room/me: two datasets that the host handed out */
export interface HandedPair {
  id: string;
  words: string;
  address: string;
  target: string;
}

/** GET api/room/host */
export interface Room {
  paused: boolean;
  ended: boolean;
  state: string;
  people: {
    id: string;
    name: string;
    host: boolean;
    here: boolean;
    seen: string;
    runs: number;
    doing: string;
    going: string[];
    lesson: string;
  }[];
  handed: HandedPair[];
  datasets: { id: string; name: string }[];
  presets: { id: string; name: string }[];
}

/** GET api/room/host/people/ID/limits */
export interface Limits {
  limits: { name: string; label: string; unit: string; help: string; value: number | null; needed: boolean }[];
}

/** GET api/room/me */
export interface InRoom {
  name: string;
  host: boolean;
  room: string;
  paused: boolean;
  handed: (HandedPair & { attempts: string })[];
  texts: Record<string, string>;
}

/** What POST api/room/join answers: the name that one has, and where to begin (empty where nothing was handed out) */
export interface Joined {
  name: string;
  go: string;
}

// -- the scripts of Learn and of the tour ----------------------------------------------------------------------------------------

/** GET api/strategies/KEY: a strategy's page; `equation`: its lines as MathML */
export interface StrategyPage {
  key: string;
  name: string;
  family: string;
  idea: string;
  rows: { term: string; text: string }[];
  equation: string[];
  numbers: { name: string; reads: string }[];
  settings: { label: string; option: string; default: string; range: string; help: string }[];
  command: string;
}

/** The part of GET api/datasets/ID that the tour speaks of */
export interface TouredDataset {
  id: string;
  name: string;
  size: number;
  classes_in_all: number;
  origin: string;
}
