import { Type } from 'typebox';
import type { Knob } from '../console/knob.js';
import { allPermissionSets } from '../platform/permission-sets.js';
import { KnobError } from '../protocol/knob-error.js';
import type { World } from '../world.js';
import { checkPlatform } from './publish-check.js';
import { findTestAccount, OFFICIAL_MESSAGE_SET, testAccounts } from './test-accounts.js';

const DEFAULT_APPID = 'wxd101a85aa106f53e';
const DEFAULT_WAIT_MS = 10_000;
const running = new WeakSet<World>();

/** WeChat's check of a platform before it is published (全网发布). */
export const publishCheckKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/publish-check',
    summary: 'Plays WeChat’s check of the platform before it is published (全网发布) and reports each step',
    body: Type.Object(
      {
        appid: Type.Optional(
          Type.Unsafe<string>({
            type: 'string',
            enum: testAccounts.map(({ appid }) => appid),
            default: DEFAULT_APPID,
            description: 'one of WeChat’s test accounts',
          }),
        ),
        permissionSets: Type.Optional(
          Type.Array(Type.Integer({ minimum: 1 }), {
            maxItems: 200,
            description:
              'what the platform holds; by default all there are, for an official account its messages (1, unconfirmed)',
          }),
        ),
        waitMs: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 60_000,
            default: DEFAULT_WAIT_MS,
            description: 'unconfirmed: how long exchange and message may take',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({
      appid: Type.String(),
      userName: Type.String(),
      kind: Type.Unsafe<string>({ type: 'string', enum: ['mini-program', 'official-account'] }),
      passed: Type.Boolean({ description: 'no step failed' }),
      steps: Type.Array(
        Type.Object({
          step: Type.Unsafe<string>({
            type: 'string',
            enum: ['ticket', 'text-reply', 'empty-answer', 'query-auth', 'custom-send'],
          }),
          result: Type.Unsafe<string>({ type: 'string', enum: ['passed', 'failed', 'skipped'] }),
          expected: Type.String(),
          received: Type.String({ description: 'what came back' }),
        }),
      ),
    }),
    handle: ({ world, body }) => check(world, body),
  },
];

async function check(
  world: World,
  body: { appid?: string; permissionSets?: number[]; waitMs?: number },
): Promise<object> {
  const account = findTestAccount(body.appid ?? DEFAULT_APPID);
  if (account === null) throw new KnobError(404, `${body.appid ?? ''} is not one of WeChat's test accounts.`);
  if (running.has(world)) throw new KnobError(409, 'A check is running: wait for its report.');
  const ownSets = account.kind === 'official-account' ? [OFFICIAL_MESSAGE_SET] : allPermissionSets;
  running.add(world);
  try {
    const steps = await checkPlatform(world, account, body.permissionSets ?? ownSets, body.waitMs ?? DEFAULT_WAIT_MS);
    return { ...account, passed: steps.every(({ result }) => result !== 'failed'), steps };
  } finally {
    running.delete(world);
  }
}
