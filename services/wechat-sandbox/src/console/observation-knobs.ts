import { Type } from 'typebox';
import { KnobError } from '../protocol/knob-error.js';
import { emptyObject, type Knob } from './knob.js';

const nullable = (type: string) => Type.Unsafe<unknown>({ type: [type, 'null'] });
const limit = (most: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most }));

const pushSchema = Type.Object({
  id: Type.Integer(),
  kind: Type.Unsafe<string>({ type: 'string', enum: ['auth', 'message'] }),
  event: Type.String({ description: 'InfoType, Event or MsgType' }),
  appid: Type.String(),
  url: nullable('string'),
  state: Type.Unsafe<string>({ type: 'string', enum: ['pending', 'delivered', 'failed', 'lost', 'unconfigured'] }),
  attempts: Type.Integer(),
  lastAnswer: nullable('string'),
  plaintext: Type.String({ description: 'XML before encryption' }),
  createdAt: Type.Integer(),
  isHeld: Type.Optional(Type.Boolean()),
  isForged: Type.Optional(Type.Boolean()),
  forgedAnswer: Type.Optional(Type.String({ description: 'what the copy with the wrong signature was answered' })),
});

/** What was called and what was pushed. */
export const observationKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/calls',
    summary: 'Counts and lists the calls received, newest first',
    query: Type.Object({
      path: Type.Optional(Type.String({ description: 'exact, or a prefix ending in *' })),
      appid: Type.Optional(Type.String()),
      limit: limit(3000),
    }),
    answers: Type.Object({
      total: Type.Integer(),
      counts: Type.Array(
        Type.Object({ path: Type.String(), appid: nullable('string'), count: Type.Integer(), errors: Type.Integer() }),
      ),
      items: Type.Array(
        Type.Object({
          at: Type.Integer(),
          method: Type.String(),
          path: Type.String(),
          appid: nullable('string'),
          errcode: Type.Unsafe<number | string>({ type: ['integer', 'string'] }),
          status: Type.Integer(),
          rid: Type.String(),
          ms: Type.Number(),
        }),
      ),
    }),
    handle: ({ world, query }) =>
      world.calls.list({ path: query['path'], appid: query['appid'], limit: Number(query['limit'] ?? 100) }),
  },
  {
    method: 'DELETE',
    path: '/sandbox/calls',
    summary: 'Forgets the calls received',
    answers: 'an empty object',
    handle: ({ world }) => {
      world.calls.clear();
      return {};
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pushes',
    summary: 'Lists what was pushed, newest first',
    query: Type.Object({
      appid: Type.Optional(Type.String()),
      event: Type.Optional(Type.String()),
      limit: limit(10_000),
    }),
    answers: Type.Object({ items: Type.Array(pushSchema) }),
    handle: ({ world, query: { appid, event, limit: most = '1000' } }) => ({
      items: world.state.pushes
        .filter(
          (push) => (appid === undefined || push.appid === appid) && (event === undefined || push.event === event),
        )
        .slice(-Number(most))
        .reverse(),
    }),
  },
  {
    method: 'POST',
    path: '/sandbox/pushes/:id/resend',
    summary: 'Pushes once more',
    body: emptyObject,
    answers: 'an empty object',
    handle: ({ world, params }) => {
      if (!world.pusher.resend(Number(params['id'])))
        throw new KnobError(404, `There is no push ${params['id'] ?? ''}.`);
      return {};
    },
  },
];
