// What routes of ours answer, and what a component is given. Types alone, for the scripts that are checked strictly; nothing of it is served.

import type { Problem } from "./api.js";

export * from "./answers/datasets";
export * from "./answers/learn";
export * from "./answers/pictures";
export * from "./answers/room";
export * from "./answers/runs";

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
