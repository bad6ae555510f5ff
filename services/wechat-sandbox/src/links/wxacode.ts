import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint } from '../protocol/endpoint.js';
import { characterCount, Fields } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { isReleasedPage, linksOf } from './link-state.js';
import { codePicture, type CodePayload, type PictureStyle } from './picture.js';

/** No `%`: a scene is not URL-encoded (login-and-user.md §7). */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/;
const ACCOUNT = { sets: [17] };
const MAX_SCENE = 32;
const BLACK = { r: 0, g: 0, b: 0 };

/** Codes that open a page; login-and-user.md §7. */
export const wxacodeEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'POST',
    '/wxa/getwxacode',
    (call, app) => {
      const target = readPath(call.body, 1024);
      const style = readStyle(call.body);
      const envVersion = readEnvVersion(call.body);
      countCode(call.world, app);
      return codePicture({ kind: 'wxacode', appid: app.appid, ...target, scene: null, envVersion }, style);
    },
    ACCOUNT,
  ),

  authorizerEndpoint('POST', '/wxa/getwxacodeunlimit', unlimited, ACCOUNT),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/wxaapp/createwxaqrcode',
    (call, app) => {
      const target = readPath(call.body, 128);
      const widthPx = readWidth(call.body);
      countCode(call.world, app);
      const payload: CodePayload = { kind: 'qrcode', appid: app.appid, ...target, scene: null, envVersion: 'release' };
      return codePicture(payload, { widthPx, isTransparent: false, color: BLACK });
    },
    ACCOUNT,
  ),
];

function unlimited({ world, body }: Call, app: App) {
  const scene = body.string('scene', 40169);
  if (characterCount(scene) > MAX_SCENE) throw new ApiError(40169);
  if (!SCENE.test(scene)) throw new ApiError(40129);
  const page = body.optionalString('page') ?? '';
  if (page.startsWith('/') || page.includes('?')) throw new ApiError(41030);
  if (page.includes('scancode_time')) throw new ApiError(85096);
  const style = readStyle(body);
  const envVersion = readEnvVersion(body);
  if (body.optionalBoolean('check_path') === false) countUnchecked(world, app, page);
  else if (!isReleasedPage(app, page)) throw new ApiError(41030);
  return codePicture({ kind: 'wxacode', appid: app.appid, page, query: '', scene, envVersion }, style);
}

function readPath(body: Fields, maxCharacters: number): { page: string; query: string } {
  const path = body.string('path', 40159);
  if (characterCount(path) > maxCharacters) throw new ApiError(40159);
  if (path.includes('scancode_time')) throw new ApiError(85096);
  const [page = '', ...query] = path.split('?');
  return { page: page.replace(/^\//, ''), query: query.join('?') };
}

function readStyle(body: Fields): PictureStyle {
  const isTransparent = body.optionalBoolean('is_hyaline') ?? false;
  const isAuto = body.optionalBoolean('auto_color') ?? false;
  const line = body.raw['line_color'];
  const color = line === undefined || line === null || isAuto ? BLACK : readColor(Fields.from(line));
  return { widthPx: readWidth(body), isTransparent, color };
}

function readWidth(body: Fields): number {
  const width = body.optionalInteger('width') ?? 430;
  if (width < 280 || width > 1280) throw new ApiError(40097, 'width must be 280 to 1280');
  return width;
}

/** Numbers, or texts of numbers as older samples have them. */
function readColor(line: Fields): { r: number; g: number; b: number } {
  const channel = (name: string): number => {
    const value = line.optionalInteger(name) ?? 0;
    if (value < 0 || value > 255) throw new ApiError(40097, 'line_color must be 0 to 255');
    return value;
  };
  return { r: channel('r'), g: channel('g'), b: channel('b') };
}

export function readEnvVersion(body: Fields, errcode = 40097): CodePayload['envVersion'] {
  const value = body.optionalString('env_version') ?? 'release';
  if (value !== 'release' && value !== 'trial' && value !== 'develop')
    throw new ApiError(errcode, 'invalid env_version');
  return value;
}

/** getwxacode and createwxaqrcode share one allowance, forever. */
function countCode(world: World, app: App): void {
  const links = linksOf(app);
  if (links.codes >= world.knobs.wxacodeTotal) throw new ApiError(45029);
  links.codes += 1;
}

function countUnchecked(world: World, app: App, page: string): void {
  const { uncheckedPages } = linksOf(app);
  if (uncheckedPages.includes(page)) return;
  if (uncheckedPages.length >= world.knobs.wxacodeUncheckedPages) throw new ApiError(45029);
  uncheckedPages.push(page);
}
