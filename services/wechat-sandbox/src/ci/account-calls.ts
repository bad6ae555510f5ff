import { ciAccount, requireCiApp } from './account.js';
import { type CiEndpoint, requireSigned } from './ci-endpoint.js';
import { refused } from './ci-error.js';
import { issueRandomString } from './signature.js';

/** As the client's own list, and as the documentation's (mini-program-package.md §2). */
const MINI_PROGRAM_TYPES =
  '.wxml .wxss .wxs .png .jpg .jpeg .gif .svg .js .json .cer .mp3 .aac .m4a .mp4 .wav .ogg .silk .wasm .br .cur .ico .skel .crt .cert';
const GAME_TYPES = '.png .jpg .jpeg .gif .svg .js .json .cer .mp3 .aac .m4a .mp4 .wav .ogg .silk .wasm .br .crt .cert';

/** What the uploader asks before it packs; miniprogram-ci.md §3.1, §3.2. */
export const ciAccountEndpoints: readonly CiEndpoint[] = [
  {
    method: 'POST',
    path: '/wxa/ci/getrandstr',
    handle: ({ world, body }) => ({
      data: { randomString: issueRandomString(ciAccount(requireCiApp(world, body['appid']))) },
    }),
  },
  {
    method: 'POST',
    path: '/wxa/ci/getattr',
    handle: (call) => {
      const { app, account } = requireSigned(call, call.body['appid'], call.body['signature']);
      return {
        data: {
          platform: account.isDevelopment,
          appType: 0,
          isSandbox: false,
          released: app.online !== null,
          setting: {
            MaxCodeSize: 2,
            MaxSubpackageSubCodeSize: 2,
            MaxSubpackageFullCodeSize: account.isDevelopment ? 20 : 30,
            NavigateMiniprogramLimit: 10,
            MaxSubPackageLimit: 100,
            MinTabbarCount: 2,
            MaxTabbarCount: 5,
            MaxCustomTabbarCount: 10,
            MaxTabbarIconSize: 40,
          },
        },
      };
    },
  },
  {
    method: 'GET',
    path: '/wxa/ci/getwhiteextlist',
    handle: () => ({ data: { miniProgram: MINI_PROGRAM_TYPES.split(' '), game: GAME_TYPES.split(' ') } }),
  },
  // The client knows this address and does not call it; an empty list keeps its built-in schemas.
  { method: 'GET', path: '/wxa/ci/getonlineschema', handle: () => ({ data: {} }) },
  {
    method: 'GET',
    path: '/wxa/ci/getlatestversion',
    handle: (call) => {
      requireSigned(call, call.query['appid'], call.query['signature']);
      throw refused('only a plugin has a latest version');
    },
  },
  // Large packages would go through object storage, which is nobody's here: the client falls back to a plain upload.
  ...['getmulticosuploadinfo', 'getmulticosuploadsign', 'getuploadtoken', 'getuploadinfo'].map(
    (name): CiEndpoint => ({
      method: 'POST',
      path: `/wxa/ci/${name}`,
      handle: (call) => {
        requireSigned(call, call.body['appid'], call.body['signature']);
        throw refused('object storage is not available');
      },
    }),
  ),
  // Usage telemetry.
  { method: 'POST', path: '/wxa-dev-logic/clientreportv2', handle: () => ({}) },
];
