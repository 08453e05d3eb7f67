// What routes of datasets, their classes, their health and the shift between them answer.

/** Of GET api/datasets; `handed`: it is another's, who lent it */
export interface DatasetCard {
  id: string;
  name: string;
  about: string;
  about_source: string;
  labels: Record<"alone" | "source" | "target", string>;
  /** How many pictures the viewer labeled, in words; empty where none */
  given: string;
  /** Why it is open as a source though it is sealed, in a sentence; else empty */
  lifted: string;
  labelled: boolean;
  sealed: Record<"alone" | "target", boolean>;
  size: number;
  created: number;
  origin: string;
  handed: boolean;
  /** Of a dataset of the host's that was taken back, in a sentence; else empty */
  taken_back: string;
  credit: string;
  refused_in_all: number;
  left_out: string[];
  /** What is said of its classes where it is a source */
  small_classes: string[];
  same: SamePictures | null;
  thumbnails: number[];
}

/** Another dataset of the same pictures, which has the owner's labels or runs; `created`: seconds since 1970 */
export interface SamePictures {
  id: string;
  words: string;
  created: number;
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
  /** `pictures`: how many the source has */
  rows: { name: string; source: boolean; target: boolean; pictures: number }[];
  more: number;
  alike: Record<string, string>;
  alike_words: string[];
  whole: boolean;
  summary: string;
  tone: string;
  /** Of shares that were asked about */
  told: { shares: Record<string, number>; labels: number | null } | null;
  /** For a name in these that is none of the source's classes, the nearest of them */
  near: Record<string, string>;
  /** What is wrong with these, in sentences */
  wrong: string[];
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
  /** class shares that the strategy is to be told, as the form takes them */
  shares: string;
  short: string;
  why: string;
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
