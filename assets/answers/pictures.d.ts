// What routes answer about single pictures of a run: maps, mistakes, Try it, Label twenty.

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
  /** Places in the target's sample of pictures whose labels the run learned: `moves` and `unlike` do not speak of them */
  learned: number[];
  moves: Moves | null;
  movers: { picture: number; left: number }[];
  unlike: { picture: number; distance: number }[];
  /** Places of those that open labels say are of a class that the run does not have; empty while they are sealed */
  of_other_classes: number[];
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
  name: string | null;
  source: string | null;
  target: string | null;
  strategy: string;
  backbone: string;
  created: number;
  dataset: string | null;
  pictures: number[];
  /** Those of them whose labels the run learned */
  learned: number[];
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
  /** Classes that the run never says, since it was told that its target has none of them; not said by a worker of an earlier version */
  never?: string[];
  models: { baseline?: TriedNetwork; run: TriedNetwork };
}

/**
 * Of GET api/labels/ID: how good a network is by the labels so far; `high` is null where nothing bounds it; `group` says by which labels, where
 * that is not the same for all
 */
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
  group: string;
  older: boolean;
  /** Other runs that say the same */
  same: string[];
}

/** Of GET api/labels/ID: what the labels say of the class shares */
export interface LabeledShares {
  words: string;
  rows: { name: string; source: number; target: number; words: string }[];
  /** What the rows rest on */
  read: string;
  text: string;
  /** The same as an option of a command, for a shell; empty without */
  command: string;
  learnable: boolean;
  /** Whether a search can begin with the labels */
  begins: boolean;
  source?: string | null;
}

/** GET api/labels/ID, and what POST api/labels/ID, its undo and its import answer (that with what it brought: `imported`) */
export interface LabelingNow {
  /** Whether the dataset's own labels are, so that none is asked for */
  revealed: boolean;
  dataset: string;
  name: string;
  values: boolean;
  classes: string[];
  coming: number[];
  /** whether the labels put a network before another */
  choosing: boolean;
  labels: number;
  /** Whether every picture has an answer */
  over: boolean;
  progress: string;
  share: number;
  unknown: string;
  /** Of labels that estimates do not count yet */
  waiting: string;
  /** Whether an act of this window can be taken back */
  undoable: boolean;
  networks: LabeledNetwork[];
  /** How much can be right at most, where labels say that some pictures are of none of the classes */
  ceiling: string;
  /** Why the last label, which every network has wrong, moved no estimate */
  unmoved: string;
  /** How many runs on the pictures are not compared */
  left_out: number;
  left_out_words: string;
  told: string;
  verdict: string[];
  line: string;
  /** `running`: that a search with labels is going on, so that none is offered; else empty */
  next: { words: string; search: boolean; href: string; link: string; again: string; running: string };
  shares: LabeledShares | null;
  kept: number;
  /** The newest answers first; not all where there are many */
  answered: { picture: number; said: string }[];
  own_labels: boolean;
  /** That the host has taken back what a search would train on, so that none is offered; else empty */
  lent: string;
  sources: { id: string; name: string }[];
  imported?: string;
  /** Whether the picture had an answer, which another window gave, so that this one was not kept */
  elsewhere?: boolean;
}
