import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { KnobError } from '../protocol/knob-error.js';
import { linksOf } from './link-state.js';
import { openAddress, scanPicture } from './scan.js';

export const linkKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/link-ban',
    summary: 'Takes schemes and links from an account (40013), or gives them back',
    body: Type.Object({ banned: Type.Boolean() }, { additionalProperties: false }),
    answers: 'banned',
    handle: (use) => {
      linksOf(requireApp(use)).isBanned = use.body['banned'] === true;
      return use.body;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/scan',
    summary: 'What a phone opens that scans this picture (body = its bytes), or follows {"url", "appid"?}',
    takes: 'image/*',
    body: Type.Object(
      {
        url: Type.Optional(Type.String({ description: 'a scheme, a link, or an address of a rule with "appid"' })),
        appid: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
    answers: 'appid, page, query, scene, envVersion, launchScene; opens, and the reason why not',
    handle: ({ world, body, bytes }) => {
      if (bytes.length === 0) throw new KnobError(400, 'Send the picture as the body, or {"url": "…"}.');
      if (isPicture(bytes)) return scanPicture(world, bytes);
      const { url, appid } = body as { url?: string; appid?: string };
      if (url === undefined) throw new KnobError(400, 'Send the picture as the body, or {"url": "…"}.');
      return openAddress(world, url, appid);
    },
  },
];

/** The first byte of a JPEG and of a PNG. */
const isPicture = (bytes: Buffer): boolean => bytes[0] === 0xff || bytes[0] === 0x89;
