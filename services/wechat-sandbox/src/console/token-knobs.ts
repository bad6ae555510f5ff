import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { Token } from '../state/token.model.js';
import type { World } from '../world.js';
import { emptyObject, type Knob, type KnobUse, requireApp } from './knob.js';

const whose = Type.Object(
  {
    appid: Type.Optional(Type.String({ description: 'every token of this account, its own ones too' })),
    component: Type.Optional(Type.Literal(true, { description: 'the tokens of the platform itself' })),
  },
  { additionalProperties: false },
);
const ended = Type.Object({ tokens: Type.Integer({ description: 'how many were ended' }) });

/** Tokens that end before their time, and AppSecrets. */
export const tokenKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/tokens/expire',
    summary: 'Tokens are expired from now on: the next call with one is 42001',
    body: whose,
    answers: ended,
    handle: (use) => endTokens(use, (tokens) => tokens.map((token) => ({ ...token, expiresAt: Date.now() }))),
  },
  {
    method: 'POST',
    path: '/sandbox/tokens/revoke',
    summary: 'Tokens are unknown from now on: the next call with one is 40001',
    body: whose,
    answers: ended,
    handle: (use) => endTokens(use, () => []),
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/secret',
    summary: 'The owner resets the AppSecret',
    body: emptyObject,
    answers: Type.Object({ appid: Type.String(), appSecret: Type.String() }),
    handle: (use) => {
      const app = requireApp(use);
      app.appSecret = randomBytes(16).toString('hex');
      return { appid: app.appid, appSecret: app.appSecret };
    },
  },
];

type Change = (tokens: readonly Token[]) => Token[];

function endTokens({ world, body }: KnobUse, change: Change): { tokens: number } {
  const appid = body['appid'] as string | undefined;
  if (appid === undefined && body['component'] === undefined)
    throw new KnobError(400, 'Name "appid" or say "component": true.');
  const app = appid === undefined ? null : world.findApp(appid);
  if (appid !== undefined && app === null) throw new KnobError(404, `There is no account ${appid}.`);
  return { tokens: (app ? endOf(world, app, change) : 0) + (body['component'] === true ? endOwn(world, change) : 0) };
}

function endOf(world: World, app: App, change: Change): number {
  const { ownTokens } = app;
  const count = app.authorization.tokens.length + (ownTokens ? ownTokens.plain.length + ownTokens.stable.length : 0);
  world.state.apps.setTokens(app, change(app.authorization.tokens));
  if (ownTokens) {
    const changed = { ...ownTokens, plain: change(ownTokens.plain), stable: change(ownTokens.stable) };
    world.state.apps.setOwnTokens(app, changed);
  }
  return count;
}

function endOwn({ state: { component } }: World, change: Change): number {
  const count = component.tokens.length;
  component.tokens = change(component.tokens);
  return count;
}
