import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { readMultipartFile } from '../protocol/multipart.js';
import { codePicture } from '../links/picture.js';
import { requireTrial } from './commit.js';
import { mosaicJpeg } from './mosaic-jpeg.js';

const PLAIN_STYLE = { widthPx: 430, isTransparent: false, color: { r: 0, g: 0, b: 0 } };
const MAX_TESTERS = 90;
const MEDIA_LIFE_MS = 3 * 86_400_000;
const MAX_IMAGE_BYTES = 2 * 1024 * 1024;
const MAX_VIDEO_BYTES = 10 * 1024 * 1024;

/** The trial version's code, its testers, and pictures for the audit; code-management.md §5, §6.1. */
export const trialEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('GET', '/wxa/get_qrcode', ({ query }, app) => {
    const trial = requireTrial(app);
    const path = query['path']?.split('?')[0];
    if (path && !trial.pages.includes(path)) throw new ApiError(85007);
    const [page = '', ...rest] = (query['path'] ?? '').split('?');
    const target = { appid: app.appid, page, query: rest.join('?'), scene: null, envVersion: 'trial' } as const;
    return { ...codePicture({ kind: 'qrcode', ...target }, PLAIN_STYLE), filename: 'QRCode.jpg' };
  }),

  authorizerEndpoint('POST', '/wxa/bind_tester', ({ body }, app) => {
    const wechatid = body.string('wechatid', 85001);
    if (!/^[A-Za-z][\w-]{4,39}$/.test(wechatid)) throw new ApiError(85001);
    if (app.testers.some((tester) => tester.wechatid === wechatid)) throw new ApiError(85004);
    if (app.testers.length >= MAX_TESTERS) throw new ApiError(85002);
    const userstr = randomBytes(16).toString('hex');
    app.testers.push({ wechatid, userstr });
    return ok({ userstr });
  }),

  authorizerEndpoint('POST', '/wxa/unbind_tester', ({ body }, app) => {
    const wechatid = body.optionalString('wechatid');
    const userstr = body.optionalString('userstr');
    if (wechatid === undefined && userstr === undefined) throw new ApiError(40097);
    app.testers = app.testers.filter((tester) => tester.wechatid !== wechatid && tester.userstr !== userstr);
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/memberauth', ({ body }, app) => {
    if (body.string('action') !== 'get_experiencer') throw new ApiError(40097);
    return ok({ members: app.testers.map(({ userstr }) => ({ userstr })) });
  }),

  authorizerEndpoint(
    'POST',
    '/wxa/uploadmedia',
    ({ incoming }, app) => {
      const file = readMultipartFile(String(incoming.headers['content-type'] ?? ''), incoming.body, 'media');
      if (file === null) throw new ApiError(41005);
      const kind = /\.(png|jpe?g|gif)$/i.test(file.filename) ? 'image' : /\.mp4$/i.test(file.filename) ? 'video' : null;
      if (kind === null) throw new ApiError(40005);
      if (file.bytes.length > (kind === 'image' ? MAX_IMAGE_BYTES : MAX_VIDEO_BYTES)) throw new ApiError(40006);
      const mediaid = randomBytes(24).toString('base64url');
      app.media[mediaid] = { type: kind, expiresAt: Date.now() + MEDIA_LIFE_MS };
      return ok({ type: kind, mediaid });
    },
    { isJson: false },
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/material/get_material',
    ({ body }) => {
      const mediaId = body.string('media_id', 40007);
      return { bytes: mosaicJpeg(mediaId), contentType: 'image/jpeg', filename: `${mediaId}.jpg` };
    },
    { sets: [18, 31, 30] },
  ),
];
