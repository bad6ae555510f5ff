import type { SectionSource } from './section-source.js';

/** A shop without group buys and draws: the sections are there and have nothing to show. */
export const groupBuys: SectionSource = { name: 'groupBuys', sql: `'[]'::jsonb` };
export const draw: SectionSource = { name: 'draw', sql: `'null'::jsonb` };
