import { Type } from 'typebox';
import { portSetting } from '#kernel/config/common-settings.js';

/** The player's own origin: it runs templates' code, so it shares neither address nor cookies with the dashboard. */
export const playerSettings = {
  PLAYER_PORT: portSetting(4010),
  PLAYER_ORIGIN: Type.String({
    pattern: '^https?://[^/?#]+$',
    default: 'http://localhost:4010',
    description:
      'The origin under which browsers reach the player, without a path; in production a host name of its own, e.g. https://player.example.net.',
  }),
  PLAYER_WECHAT_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description:
        "The address of a WeChat that plays the shopper's part in previews (log-in, payment …); left out, they say that a phone is needed.",
    }),
  ),
  PLAYER_MEDIA_SOURCES: Type.Optional(
    Type.String({
      pattern: '^(https?://[a-zA-Z0-9.*-]+(:[0-9]+)?|https:)( (https?://[a-zA-Z0-9.*-]+(:[0-9]+)?|https:))*$',
      description:
        "Further hosts that previews may have pictures, films and fonts from, e.g. `https://cdn.example.com`, with spaces between; the runtime's own are allowed.",
    }),
  ),
};
