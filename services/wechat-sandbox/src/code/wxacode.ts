import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint } from '../protocol/endpoint.js';
import { characterCount } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import { mosaicJpeg } from './mosaic-jpeg.js';

/** No `%`: a scene is not URL-encoded (login-and-user.md §7). */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/;
const ACCOUNT = { sets: [17] };

/** Codes that open a page; login-and-user.md §7. */
export const wxacodeEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'POST',
    '/wxa/getwxacodeunlimit',
    ({ body }, app) => {
      const scene = body.string('scene', 40129);
      if (characterCount(scene) > 32) throw new ApiError(40169);
      if (!SCENE.test(scene)) throw new ApiError(40129);
      const page = body.optionalString('page') ?? '';
      if (page.startsWith('/') || page.includes('?')) throw new ApiError(41030);
      if (body.optionalBoolean('check_path') !== false && !isReleased(app, page)) throw new ApiError(41030);
      return picture(`${app.appid} ${page} ${scene}`);
    },
    ACCOUNT,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/getwxacode',
    ({ body }, app) => {
      const path = body.string('path', 40159);
      if (characterCount(path) > 1024) throw new ApiError(40159);
      return picture(`${app.appid} ${path}`);
    },
    ACCOUNT,
  ),
];

/** Without a page the home page is meant; it too must be online. */
const isReleased = (app: App, page: string): boolean =>
  app.online !== null && (page === '' || app.online.code.pages.includes(page));

const picture = (seed: string) => ({ bytes: mosaicJpeg(seed), contentType: 'image/jpeg', filename: 'code.jpg' });
