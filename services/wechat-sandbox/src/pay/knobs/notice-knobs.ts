import type { Knob } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import { findNotice, resendNotice } from '../notices/notices.js';
import { listed, listQuery } from './knob-schemas.js';

export const noticeKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/pay/notices',
    summary: 'Lists payment, refund and complaint notices',
    query: listQuery,
    handle: ({ world, query }) => listed(world.state.pay.notices, query),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/notices/:id/resend',
    summary: 'Sends a notice once more',
    handle: ({ world, params }) => {
      const notice = findNotice(world, params['id'] ?? '');
      if (notice === null) throw new KnobError(404, `There is no notice ${params['id'] ?? ''}.`);
      resendNotice(world, notice);
      return notice;
    },
  },
];
