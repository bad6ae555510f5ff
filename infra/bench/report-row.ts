import type { Measurement } from './measuring/measure.js';
import type { Crowd, SubjectId } from './subjects/subjects.js';

/** CPU figures are CPU-seconds per 1,000 requests. */
export interface ReportRow extends Measurement {
  readonly title: string;
  readonly cpu: number;
  readonly yardstick: SubjectId | null;
  /** Its CPU over that of its yardstick. */
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly met: boolean | null;
  readonly crowdGoal?: Crowd['goal'];
}
