import type { SectionSource } from './section-source.js';

/** A shop without promotions: the sections are there and have nothing to show. */
export const coupons: SectionSource = { name: 'coupons', sql: `'[]'::jsonb` };
export const flashSale: SectionSource = { name: 'flashSale', sql: `'null'::jsonb` };
export const groupBuys: SectionSource = { name: 'groupBuys', sql: `'[]'::jsonb` };
export const draw: SectionSource = { name: 'draw', sql: `'null'::jsonb` };
