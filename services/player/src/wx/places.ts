import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, textOf, WxError } from './interface.js';
import { says } from './navigation.js';
import { reasonFor } from './session.js';
import { play } from './network.js';

const PLACE = { latitude: 23.099_94, longitude: 113.324_52 };

/** Addresses, places and codes: asked for in a sheet that is filled in beforehand. */
export function placeInterfaces(host: WxHost): Interfaces {
  const { chrome } = host;
  const chooseLocation = async () => {
    const { texts } = chrome;
    const place = await chrome.form({
      kind: 'location',
      title: texts.locationTitle,
      fields: [
        { name: 'name', label: texts.locationName, value: 'T.I.T 创意园' },
        { name: 'address', label: texts.locationAddress, value: '广东省广州市海珠区新港中路397号' },
        { name: 'latitude', label: texts.latitude, value: String(PLACE.latitude) },
        { name: 'longitude', label: texts.longitude, value: String(PLACE.longitude) },
      ],
    });
    if (!place) throw new WxError('cancel');
    return { ...place, latitude: Number(place['latitude']), longitude: Number(place['longitude']) };
  };
  const getLocation = async () => {
    const { texts } = chrome;
    const place = await chrome.form({
      kind: 'location',
      title: texts.permissionTitle,
      note: reasonFor(host, 'scope.userLocation') ?? texts.locationTitle,
      fields: [
        { name: 'latitude', label: texts.latitude, value: String(PLACE.latitude) },
        { name: 'longitude', label: texts.longitude, value: String(PLACE.longitude) },
      ],
      confirm: texts.allow,
      cancel: texts.reject,
    });
    if (!place) throw new WxError('auth deny', { errno: 103 });
    const [latitude, longitude] = [Number(place['latitude']), Number(place['longitude'])];
    return { latitude, longitude, accuracy: 30, horizontalAccuracy: 30, verticalAccuracy: 0, altitude: 0, speed: -1 };
  };
  return allAsynchronous(host, {
    chooseAddress: async () => {
      const { texts } = chrome;
      const address = await chrome.form({
        kind: 'address',
        title: texts.addressTitle,
        fields: [
          { name: 'userName', label: texts.addressName, value: '林晓雨' },
          { name: 'telNumber', label: texts.addressPhone, value: '13800138000' },
          { name: 'region', label: texts.addressRegion, value: '广东省 广州市 海珠区' },
          { name: 'detailInfo', label: texts.addressDetail, value: '新港中路397号' },
        ],
      });
      if (!address) throw new WxError('cancel');
      const [provinceName = '', cityName = '', countyName = ''] = (address['region'] ?? '').split(/\s+/);
      const { userName, telNumber, detailInfo } = address;
      return {
        userName,
        telNumber,
        detailInfo,
        detailInfoNew: detailInfo,
        provinceName,
        cityName,
        countyName,
        streetName: '',
        postalCode: '510000',
        nationalCode: '440105',
        nationalCodeFull: '440105',
      };
    },
    chooseLocation,
    choosePoi: chooseLocation,
    getLocation,
    getFuzzyLocation: getLocation,
    openLocation: ({ name, address, latitude, longitude }) =>
      says(
        host,
        `${chrome.texts.openMap}: ${textOf(name) || textOf(address) || `${Number(latitude)}, ${Number(longitude)}`}`,
      ),
    scanCode: async () => {
      const { texts } = chrome;
      const codes = await codesAtHand();
      const scanned = await chrome.form({
        kind: 'scan',
        title: texts.scanTitle,
        note: texts.scanNote,
        fields: [{ name: 'content', label: texts.scanContent, value: '' }],
        choices: codes.map(({ title, path, result }) => ({
          label: title ?? path ?? result ?? '',
          values: { path: path ?? '', content: result ?? '' },
        })),
      });
      if (!scanned) throw new WxError('cancel');
      const content = scanned['content'] ?? '';
      const path = scanned['path'] || (/^\/?pages?\//.test(content) ? content : '');
      if (content === '' && path === '') throw new WxError(texts.notUnderstood);
      return {
        result: path ? '' : content,
        path,
        scanType: path ? 'WX_CODE' : 'QR_CODE',
        charSet: 'utf-8',
        rawData: btoa(unescape(encodeURIComponent(content || path))),
      };
    },
  });
}

interface Code {
  readonly title?: string;
  readonly path?: string;
  readonly result?: string;
}

/** Codes the server knows of the shop, e.g. its tables; none is no mistake. */
async function codesAtHand(): Promise<readonly Code[]> {
  const answer = await play('scan', {}).catch((): Record<string, unknown> => ({}));
  return Array.isArray(answer['codes']) ? answer['codes'] : [];
}
