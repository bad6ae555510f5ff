import { defineMachine } from '#kernel/machine/state-machine.js';

export type SubmissionState =
  | 'queued'
  | 'committed'
  | 'prepared'
  | 'auditing'
  | 'delayed'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'released'
  | 'superseded'
  | 'rolled_back';

/** One passage of a package through WeChat. The picture is in README.md beside this file. */
export const submissionMachine = defineMachine<SubmissionState>('queued', {
  // straight to released: WeChat still keeps the older version and puts it back without an audit
  queued: ['committed', 'released', 'withdrawn'],
  committed: ['prepared', 'withdrawn'],
  prepared: ['auditing', 'withdrawn'],
  auditing: ['approved', 'rejected', 'delayed', 'withdrawn'],
  delayed: ['approved', 'rejected', 'auditing', 'withdrawn'],
  approved: ['released', 'withdrawn'],
  rejected: [],
  withdrawn: [],
  released: ['superseded', 'rolled_back'],
  superseded: [],
  rolled_back: [],
});

/** States in which the platform has something left to do; the partial indexes of `submission` repeat this list. */
export const statesUnderWay = [
  'queued',
  'committed',
  'prepared',
  'auditing',
  'delayed',
  'approved',
] as const satisfies readonly SubmissionState[];

export function isUnderWay(state: SubmissionState): boolean {
  return (statesUnderWay as readonly SubmissionState[]).includes(state);
}

/** WeChat is looking at it: taking it back costs one of the applet's withdrawals (5 a day, 10 a month). */
export function isAtWechat(state: SubmissionState): boolean {
  return state === 'auditing' || state === 'delayed';
}
