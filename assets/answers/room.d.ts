// What routes of a room and of its wall answer.

/**
 * Of GET api/wall: a line among the places; `truth` is empty, and `true_place` null, until the host opens the labels; `moved`: its place by scores
 * among those that have both places, and how many places further up it is by labels
 */
export interface PlaceLine {
  key: string;
  who: string;
  strategy: string;
  strategy_short: string;
  points: number | null;
  note: string;
  place: number | null;
  truth: string;
  true_place: number | null;
  moved: { before: number; up: number } | null;
}

/** Of GET api/wall: a run; `said` where it has neither points nor the truth; `others`: the curves of the other networks of its search */
export interface Tile extends PlaceLine {
  named: boolean;
  state: string;
  words: string;
  share: number | null;
  said: string;
  curve: number[];
  others: number[][];
  truth_short: string;
  large: boolean;
}

/**
 * GET api/wall; `references`: source-only of each backbone; `verdict` once the labels are open, `doubt` until then; `apart`: why some have no points, or no place; `unlabeled`: that the host's target has none,
 * and where its pictures are labeled; `host` for the host alone
 */
export interface Wall {
  boards: { key: string; words: string }[];
  board: string;
  tiles: Tile[];
  references: PlaceLine[];
  words: string;
  order: string;
  revealed: boolean;
  verdict: { words: string; number: string; rho: number | null } | null;
  doubt: string;
  apart: string;
  unlabeled: { words: string; link: string; href: string } | null;
  host: { may_reveal: boolean; open: boolean; sealed: number; openings: string } | null;
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
  rows: { target: string; who: string; starts: number; asked: number }[];
  texts: Record<string, string>;
}

/** Of GET api/room/host and GET api/room/me: two datasets that the host handed out */
export interface HandedPair {
  id: string;
  words: string;
  address: string;
  labels: string;
  attempts: string;
  /** Whether who asks has trained on it since */
  begun: boolean;
}

/** GET api/room/host/handed/ID/used: what is asked before a pair is taken back; empty where nobody has anything on it */
export interface TakingBack {
  question: string;
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
  datasets: { id: string; name: string; created: number }[];
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
  handed: HandedPair[];
  texts: Record<string, string>;
}

/** What POST api/room/join answers: the name that one has, and where to begin (empty where nothing was handed out) */
export interface Joined {
  name: string;
  go: string;
}
