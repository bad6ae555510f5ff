import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { attribute, elementsOf, type WxmlElement } from '../source/wxml-parser.js';

/** wx API → privacy_key (shared/wechat/mini-program-package.md §10, code-management.md §8.1). */
const scopeOfApi: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Address: ['chooseAddress'],
    Album: ['chooseImage', 'chooseMedia', 'chooseVideo'],
    AlbumWriteOnly: ['saveImageToPhotosAlbum', 'saveVideoToPhotosAlbum'],
    BlueTooth: ['openBluetoothAdapter'],
    CalendarWriteOnly: ['addPhoneCalendar', 'addPhoneRepeatCalendar'],
    Camera: ['createVKSession'],
    Contact: ['addPhoneContact'],
    Invoice: ['chooseInvoice', 'chooseInvoiceTitle'],
    LicensePlate: ['chooseLicensePlate'],
    ChooseLocation: ['chooseLocation', 'choosePoi'],
    Location: ['getLocation', 'getFuzzyLocation', 'startLocationUpdate', 'startLocationUpdateBackground'],
    MessageFile: ['chooseMessageFile'],
    Record: ['startRecord', 'getRecorderManager'],
    RunData: ['getWeRunData'],
    UserInfo: ['getUserProfile'],
  }).flatMap(([scope, apis]) => apis.map((api) => [api, scope] as const)),
);
const scopeOfOpenType: ReadonlyMap<string, string> = new Map([
  ['getPhoneNumber', 'PhoneNumber'],
  ['getRealtimePhoneNumber', 'PhoneNumber'],
  ['chooseAvatar', 'UserInfo'],
]);

/**
 * Privacy interfaces in use against the scopes the template declares: WeChat's audit refuses a gap (code-management.md §8.2).
 * The key of a chosen place is not published: either name is taken.
 */
export function checkPrivacyScopes(source: PackageSource, declared: readonly string[]): Finding[] {
  return privacyUses(source)
    .filter(({ scopes }) => !scopes.some((scope) => declared.includes(scope)))
    .map(({ file, line, use, scopes: [scope = ''] }) =>
      finding('privacy.scope_undeclared', { file, line }, { use, scope }),
    );
}

export interface PrivacyUse {
  readonly file: string;
  readonly line: number;
  readonly use: string;
  /** One of them must be declared. */
  readonly scopes: readonly string[];
}

export function privacyUses(source: PackageSource): PrivacyUse[] {
  return [...usesInScripts(source), ...usesInMarkup(source)];
}

function usesInScripts(source: PackageSource): PrivacyUse[] {
  return source.paths('.js').flatMap((file) =>
    source.script(file).wxCalls.flatMap(({ name, line }) => {
      const scope = scopeOfApi.get(name);
      return scope === undefined
        ? []
        : [{ file, line, use: `wx.${name}`, scopes: scope === 'ChooseLocation' ? [scope, 'Location'] : [scope] }];
    }),
  );
}

function usesInMarkup(source: PackageSource): PrivacyUse[] {
  return source
    .paths('.wxml')
    .flatMap((file) =>
      [...elementsOf(source.wxml(file).root)].flatMap((element) =>
        scopesOf(element).map(({ use, scope }) => ({ file, line: element.line, use, scopes: [scope] })),
      ),
    );
}

function scopesOf(element: WxmlElement): { use: string; scope: string }[] {
  if (element.tag === 'camera') return [{ use: '<camera>', scope: 'Camera' }];
  if (element.tag === 'live-pusher') return ['Camera', 'Record'].map((scope) => ({ use: '<live-pusher>', scope }));
  if (element.tag === 'input' && attribute(element, 'type')?.value === 'nickname') {
    return [{ use: '<input type="nickname">', scope: 'UserInfo' }];
  }
  // Two types may be joined: `getPhoneNumber|agreePrivacyAuthorization`.
  const openTypes = attribute(element, 'open-type')?.value?.split('|') ?? [];
  return openTypes.flatMap((type) => {
    const scope = scopeOfOpenType.get(type);
    return scope === undefined ? [] : [{ use: `open-type="${type}"`, scope }];
  });
}
