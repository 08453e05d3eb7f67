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

// Of the scripts for datasets, their classes and their health, the shift, maps, mistakes, Try it and Label twenty

/** Of GET api/datasets; `handed`: it is another's, who lent it */
export interface DatasetCard {
  id: string;
  name: string;
  about: string;
  labels: Record<"source" | "target", string>;
  labelled: boolean;
  sealed: Record<"source" | "target", boolean>;
  size: number;
  created: number;
  origin: string;
  handed: boolean;
  credit: string;
  refused_in_all: number;
  left_out: string[];
  thumbnails: number[];
}

/** GET api/datasets/ID */
export interface Dataset extends DatasetCard {
  classes: { name: string; count: number; colour: string }[];
  classes_in_all: number;
  notes: string[];
  refused: { name: string; reason: string }[];
  refused_left: number;
}

/** Of GET api/datasets/bin */
export interface DeletedDataset {
  id: string;
  name: string;
  when: number;
}

/** GET api/classes: `alike` are target classes with the names that the source has for nearly the same */
export interface ClassesOfBoth {
  rows: { name: string; source: boolean; target: boolean }[];
  more: number;
  alike: Record<string, string>;
  alike_words: string[];
  whole: boolean;
  summary: string;
  tone: string;
}

/** The result of the job of POST api/augmentation: for each strength and each picture its files */
export interface AugmentationTiles {
  folder: string;
  tiles: Record<string, string[][]>;
}

/** Of GET api/xray: what the adviser says */
export interface Advice {
  transfer: string;
  type: string;
  field: string;
  strategy: string | null;
  name: string;
  idea: string;
  begin: string;
  short: string;
  reasons: string[];
  labels_used: boolean | null;
  possible: string[];
}

/** Of GET api/xray: how well something tells the domains apart; `rule`: the line is drawn above it */
export interface ToldApart {
  name: string;
  auc: number;
  rule?: boolean;
}

/** Of GET api/xray: the report; `domain` is null where there are too few pictures */
export interface Xray {
  headline: string;
  explanation: string;
  names: Record<"source" | "target", string>;
  datasets: Record<"source" | "target", string>;
  domain: { auc: number; accuracy: number } | null;
  numbers: string;
  about: string;
  galleries: Record<"source" | "target", Record<"own" | "other", NamedPicture[]>>;
  classes: ToldApart[];
  shares_said: string;
  looks: ToldApart[];
}

/** GET api/xray: `report` is null while it has not been made */
export interface XrayAnswer {
  report: Xray | null;
  advice: Advice;
}

/** Of GET api/xray and GET api/health: a picture by its number in its dataset */
export interface NamedPicture {
  picture: number;
  name: string;
}

/** Of GET api/health: groups of copies, and how many pictures too many they are */
export interface Copies {
  groups: number;
  pictures: number;
  shown: NamedPicture[][];
}

/** Of GET api/health: a source or a target by itself */
export interface HealthOfDomain {
  size: number;
  sizes: { original: boolean; common: { width: number; height: number; count: number }[]; different: number };
  kinds: { words: string; count: number }[];
  flags: { name: string; count: number; shown: NamedPicture[] }[];
  copies: Record<"exact" | "near" | "two_labels", Copies | null>;
  split: { validation_share: number; seed: number; training: number; validation: number; near: Copies | null } | null;
  refused: { count: number; sealed: boolean; files: { name: string; reason: string; thumbnail: number | null }[] };
}

/** Of GET api/health: a number of each picture as a histogram over [0, 1] */
export interface HealthStatistic {
  edges: number[];
  counts: number[];
  mean: number;
  low: number;
  median: number;
  high: number;
}

/** Of GET api/health: the values to predict as a histogram */
export interface HealthValues {
  name: string;
  labelled: number;
  low: number;
  high: number;
  mean: number;
  edges: number[];
  counts: number[];
}

/** Of GET api/health: the report; of a role that was not asked for there is nothing */
export interface HealthReport {
  verdict: { words: string; tone: string };
  findings: { level: string; role: string; about: string | null; message: string }[];
  names: Partial<Record<"source" | "target", string>>;
  datasets: Partial<Record<"source" | "target", string>>;
  classes: {
    rows: { name: string; source: number | null; target: number | null; colour: string }[];
    more: number;
    sealed: boolean;
  };
  samples: {
    rows: { name: string; source: number[]; target: number[] }[];
    loose: Partial<Record<"source" | "target", number[]>>;
  };
  values: Partial<Record<"source" | "target", HealthValues>>;
  values_sealed: boolean;
  statistics: ({ name: string } & Partial<Record<"source" | "target", HealthStatistic>>)[];
  domains: Partial<Record<"source" | "target", HealthOfDomain>>;
  across: Record<"exact" | "near", { count: number; pairs: NamedPicture[][] }> | null;
}

/** Of GET api/runs?beside=ID: a run that can be drawn beside another one */
export interface RunBeside {
  run: string;
  strategy: string;
  created: number | null;
}

/** Of GET api/runs/ID/live: a line of a chart, as plotly takes it */
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
  yaxis?: string;
  meta?: { smooth: boolean };
}

/** Of GET api/runs/ID/live: a vertical line or a band on some charts */
export interface CurveMark {
  uid: string;
  charts: string[];
  shape: object;
  annotation: object | null;
}

/** Of GET api/runs/ID/live: the lines of its charts */
export interface LiveCurves extends Record<"losses" | "accuracy" | "scores" | "gauges", CurveLine[]> {
  marks: CurveMark[];
}

/** Of GET api/runs/ID/maps: how far a map may be believed, and what it shows */
export interface MapMeasures {
  file: string;
  trustworthiness?: number | null;
  mixing?: number | null;
  separation?: number | null;
  step?: number | null;
  means: string;
}

/** Of GET api/runs/ID/maps: a domain's points on one map, arrays as base64 */
export interface PackedPoints {
  xy: string;
  count: number;
  predictions?: string;
  confidence?: string;
  values?: string;
}

/** Of GET api/runs/ID/maps: how the target's predictions changed from before to after */
export interface Moves {
  changed: number;
  of: number;
  groups: { before: number; after: number; pictures: number[] }[];
}

/** Of GET api/runs/ID/maps: a cluster of the target, with pairs of a class that it went to and the number of its pictures */
export interface Cluster {
  pictures: number[];
  classes: [number, number][];
}

/** Of GET api/runs/ID/maps: all but the maps. Of a label or value that nobody knows there is -1 or null; no array while they are sealed */
export interface MapsAbout {
  stops: string[];
  classes: string[];
  colours: string[];
  values: Record<"source" | "target", (number | null)[] | null> | null;
  domains: Record<"source" | "target", string>;
  bounds: number[];
  outside: boolean;
  moved: boolean | null;
  names: Record<"source" | "target", string[]>;
  labels: Record<"source" | "target", number[] | null>;
  moves: Moves | null;
  movers: { picture: number; left: number }[];
  unlike: { picture: number; distance: number }[];
  alignment: Cluster[];
  sampled: Record<string, number> | null;
}

/** GET api/runs/ID/maps: a map that the page has already comes without its points */
export interface Maps extends MapsAbout {
  maps: Record<string, MapMeasures & Partial<Record<"source" | "target", PackedPoints>>>;
}

/** Of GET api/runs/ID/mistakes: a picture of the target and the classes that it was taken for */
export interface MistakenPicture {
  picture: number;
  label: string | null;
  before: string | null;
  after: string;
  confidence: number;
}

/** GET api/runs/ID/mistakes once there is something to compare; `baseline` is null while labels are sealed */
export interface Mistakes {
  target: string | null;
  nothing: false;
  sealed: boolean;
  classes: { class: number; name: string }[];
  in_all: number;
  pictures: number;
  wrong: number;
  turned: { right: number; wrong: number; p: number } | null;
  matrix: number[][];
  baseline: number[][] | null;
  by_class: { name: string; count: number; before: number | null; after: number | null }[];
  sure: MistakenPicture[];
}

/** GET api/runs/ID/mistakes before that */
export interface NoMistakes {
  target: string | null;
  nothing: true;
}

/** GET api/runs/ID/mistakes/cell */
export interface MistakesCell {
  count: number;
  pictures: MistakenPicture[];
}

/** Of GET api/tries: a run with pictures of its target; `dataset` is null where that is not here any more */
export interface TriedRun {
  run: string;
  source: string | null;
  target: string | null;
  strategy: string;
  backbone: string;
  created: number;
  dataset: string | null;
  pictures: number[];
}

/** GET api/tries: `next` is the cursor of the page behind it */
export interface Tries {
  runs: TriedRun[];
  next: string | null;
}

/** Of the result of a job of POST api/tries/ID: what a network says of the picture */
export interface TriedNetwork {
  top: { name: string; share: number }[];
  value: number | null;
  looked: string | null;
  nearest: number[];
}

/** The result of a job of POST api/tries/ID: pictures as base64, `truth` where that is open */
export interface Tried {
  picture: string;
  truth: string | number | null;
  models: { baseline?: TriedNetwork; run: TriedNetwork };
}

/** Of GET api/labels/ID: how good a network is by the labels so far; `high` is null where nothing bounds it */
export interface LabeledNetwork {
  key: string;
  run: string;
  name: string;
  reference: boolean;
  value: number | null;
  low: number;
  high: number | null;
  range: string;
  labels: number;
}

/** Of GET api/labels/ID: what the labels say of the class shares */
export interface LabeledShares {
  words: string;
  rows: { name: string; source: number; target: number; words: string }[];
  text: string;
  learnable: boolean;
  source?: string | null;
}

/** GET api/labels/ID, and what POST api/labels/ID, its undo and its import answer (that with how many were `imported`) */
export interface LabelingNow {
  dataset: string;
  name: string;
  values: boolean;
  classes: string[];
  coming: number[];
  labels: number;
  progress: string;
  share: number;
  unknown: string;
  undoable: boolean;
  networks: LabeledNetwork[];
  verdict: string[];
  shares: LabeledShares | null;
  kept: number;
  sources: { id: string; name: string }[];
  imported?: number;
}
