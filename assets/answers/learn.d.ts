// What routes of Learn and of the tour answer.

/** GET api/strategies/KEY: a strategy's page; `equation`: its lines as MathML */
export interface StrategyPage {
  key: string;
  name: string;
  family: string;
  idea: string;
  rows: { term: string; text: string }[];
  equation: string[];
  symbols: string;
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
