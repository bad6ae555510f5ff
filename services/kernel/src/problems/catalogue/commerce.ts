import type { ProblemTable } from '../problem-table.js';

export const commerceProblems = {} as const satisfies ProblemTable;
