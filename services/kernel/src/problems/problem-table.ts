/** A text for people, in both languages of the product. `{name}` is replaced by a parameter. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface ProblemDefinition {
  readonly status: number;
  readonly title: Text;
  readonly detail: Text;
}

export type ProblemTable = Readonly<Record<string, ProblemDefinition>>;
