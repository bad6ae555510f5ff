import { PRIZES_JSON, RUNNING_DRAW } from '#commerce/draws/draw-card.js';
import type { SectionSource } from './section-source.js';

/** The draw that runs and ends first, else null. */
export const draw: SectionSource = {
  name: 'draw',
  sql: `coalesce((select jsonb_build_object('id', d.id, 'title', d.title, 'endsAt', d.ends_at, 'look', d.look, 'prizes', ${PRIZES_JSON})
    from ${RUNNING_DRAW}), 'null'::jsonb)`,
};
