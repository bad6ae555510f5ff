/** A state machine as a table: state → the states it may move to. A state without moves is final. */
export type Moves<State extends string> = { readonly [From in State]: readonly State[] };

export interface StateMachine<State extends string> {
  readonly initial: State;
  readonly states: readonly State[];
  readonly moves: Moves<State>;
  canMove(from: State, to: State): boolean;
  isFinal(state: State): boolean;
}

export function defineMachine<State extends string>(initial: State, moves: Moves<State>): StateMachine<State> {
  return {
    initial,
    states: Object.keys(moves) as State[],
    moves,
    canMove: (from, to) => moves[from].includes(to),
    isFinal: (state) => moves[state].length === 0,
  };
}

/** States that no sequence of moves reaches; a test asserts that there are none. */
export function unreachableStates<State extends string>(machine: StateMachine<State>): State[] {
  const reached = new Set<State>([machine.initial]);
  for (const state of reached) for (const next of machine.moves[state]) reached.add(next);
  return machine.states.filter((state) => !reached.has(state));
}
