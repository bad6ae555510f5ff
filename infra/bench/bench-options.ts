import { parseArgs } from 'node:util';
import { isSubjectId, type SubjectId, subjectIds } from './subjects/subjects.js';

export interface BenchOptions {
  /** Of each measurement. */
  readonly seconds: number;
  /** Shops in the database. */
  readonly tenants: number;
  /** Small merchants beside them. */
  readonly neighbours: number;
  readonly json: boolean;
  /** Empty for all. */
  readonly only: readonly SubjectId[];
}

export const usage = `npm run bench -- [--seconds 3] [--tenants 200] [--neighbours 0] [--json] [what …]
what: ${subjectIds.join(', ')}`;

/** @throws Error with one sentence */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '3' },
      tenants: { type: 'string', default: '200' },
      neighbours: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !isSubjectId(name));
  if (unknown !== undefined) throw new Error(`There is nothing called ${unknown} to measure.`);
  return {
    seconds: within('seconds', values.seconds, 0.5, 60),
    tenants: Math.floor(within('tenants', values.tenants, 1, 5000)),
    neighbours: Math.floor(within('neighbours', values.neighbours, 0, 1_000_000)),
    json: values.json,
    only: positionals.filter(isSubjectId),
  };
}

function within(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= least && number <= most) return number;
  throw new Error(`--${name} is "${text}", but must be a number from ${least} to ${most}.`);
}
