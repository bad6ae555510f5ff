import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { enterUser, setUserState, userStateOf } from './users.js';

/** What a person withdraws, by WeChat's numbers; login-and-user.md §4. */
const REVOCABLE = [1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 18, 19, 20];
const NICKNAME_AND_AVATAR = 6;
const EVENTS = ['user_info_modified', 'user_authorization_revoke', 'user_authorization_cancellation'] as const;

export const userEventKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/user-state',
    summary: 'WeChat blocks a person (log-in: 40226), or ends their session (checksession 87009, reset 87007)',
    body: Type.Object(
      {
        user: Type.String({ minLength: 1, maxLength: 100 }),
        blocked: Type.Optional(Type.Boolean()),
        sessionOver: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ isBlocked: Type.Boolean(), isSessionOver: Type.Boolean() }),
    handle: (use) => {
      const app = requireApp(use);
      const { user, blocked, sessionOver } = use.body as { user: string; blocked?: boolean; sessionOver?: boolean };
      enterUser(app, user);
      setUserState(app, user, {
        ...(blocked !== undefined && { isBlocked: blocked }),
        ...(sessionOver !== undefined && { isSessionOver: sessionOver }),
      });
      return userStateOf(app, user);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/user-events',
    summary: 'A person changes their profile, withdraws a permission, or closes their account',
    body: Type.Object(
      {
        user: Type.String({ minLength: 1, maxLength: 100 }),
        event: Type.Unsafe<(typeof EVENTS)[number]>({ type: 'string', enum: [...EVENTS] }),
        revokeInfo: Type.Optional(Type.Unsafe<number>({ type: 'integer', enum: REVOCABLE })),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ openid: Type.String() }),
    handle: (use) => {
      const app = requireApp(use);
      const { user, event, revokeInfo } = use.body as {
        user: string;
        event: (typeof EVENTS)[number];
        revokeInfo?: number;
      };
      const { openid } = enterUser(app, user);
      tell(use.world, app, event, openid, String(revokeInfo ?? NICKNAME_AND_AVATAR));
      if (event === 'user_authorization_cancellation') delete app.users[user];
      return { openid };
    },
  },
];

function tell(world: World, app: App, event: (typeof EVENTS)[number], openid: string, revokeInfo: string): void {
  const fields = { OpenID: openid, AppID: app.appid };
  switch (event) {
    case 'user_info_modified':
      return world.pusher.pushMessageEvent('user_info_modified', app, fields, openid);
    case 'user_authorization_revoke':
      return world.pusher.pushMessageEvent(
        'user_authorization_revoke',
        app,
        { ...fields, RevokeInfo: revokeInfo },
        openid,
      );
    case 'user_authorization_cancellation':
      return world.pusher.pushMessageEvent('user_authorization_cancellation', app, fields, openid);
  }
}
