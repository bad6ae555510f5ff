import { unreachableStates } from '#kernel/machine/state-machine.js';
import { isUnderWay, statesUnderWay, submissionMachine, type SubmissionState } from './submission-machine.js';

describe('the submission machine', () => {
  test('reaches every state', () => {
    expect(unreachableStates(submissionMachine)).toEqual([]);
  });

  test.each<[SubmissionState, SubmissionState]>([
    ['queued', 'committed'],
    ['committed', 'prepared'],
    ['prepared', 'auditing'],
    ['auditing', 'delayed'],
    ['delayed', 'approved'],
    ['approved', 'released'],
    ['released', 'superseded'],
    ['released', 'rolled_back'],
  ])('lets %s become %s', (from, to) => {
    expect(submissionMachine.canMove(from, to)).toBe(true);
  });

  test.each<[SubmissionState, SubmissionState]>([
    ['queued', 'approved'],
    ['rejected', 'released'],
    ['withdrawn', 'auditing'],
    ['released', 'withdrawn'],
    ['superseded', 'released'],
  ])('never lets %s become %s', (from, to) => {
    expect(submissionMachine.canMove(from, to)).toBe(false);
  });

  test('everything that is under way can be withdrawn, and nothing else', () => {
    const withdrawable = submissionMachine.states.filter((state) => submissionMachine.canMove(state, 'withdrawn'));

    expect(withdrawable).toEqual([...statesUnderWay]);
    expect(submissionMachine.states.filter(isUnderWay)).toEqual([...statesUnderWay]);
  });
});
