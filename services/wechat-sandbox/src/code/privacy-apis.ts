/** Finds calls and form features that touch personal data, as WeChat's static detection does (mini-program-package.md §10). */
export function findPrivacyApis(name: string, text: string): string[] {
  if (name.endsWith('.js') || name.endsWith('.wxs')) return callsOf(text).filter((api) => api in keyByApi);
  if (name.endsWith('.wxml')) return formFeatures.filter(({ pattern }) => pattern.test(text)).map(({ api }) => api);
  return [];
}

/** privacy_key of each API. `Clipboard`, `Sensor` and `ChooseLocation` are guesses: WeChat's names are not published [U]. */
const keyByApi: Readonly<Record<string, string>> = {
  chooseAvatar: 'UserInfo',
  nicknameInput: 'UserInfo',
  getUserProfile: 'UserInfo',
  getLocation: 'Location',
  startLocationUpdate: 'Location',
  startLocationUpdateBackground: 'Location',
  onLocationChange: 'Location',
  getFuzzyLocation: 'Location',
  chooseLocation: 'ChooseLocation',
  choosePoi: 'ChooseLocation',
  chooseAddress: 'Address',
  chooseInvoice: 'Invoice',
  chooseInvoiceTitle: 'Invoice',
  getWeRunData: 'RunData',
  getPhoneNumber: 'PhoneNumber',
  getRealtimePhoneNumber: 'PhoneNumber',
  chooseLicensePlate: 'LicensePlate',
  chooseImage: 'Album',
  chooseMedia: 'Album',
  chooseVideo: 'Album',
  chooseMessageFile: 'MessageFile',
  startRecord: 'Record',
  getRecorderManager: 'Record',
  createVKSession: 'Camera',
  camera: 'Camera',
  openBluetoothAdapter: 'BlueTooth',
  saveImageToPhotosAlbum: 'AlbumWriteOnly',
  saveVideoToPhotosAlbum: 'AlbumWriteOnly',
  addPhoneContact: 'Contact',
  addPhoneCalendar: 'CalendarWriteOnly',
  addPhoneRepeatCalendar: 'CalendarWriteOnly',
  startAccelerometer: 'Sensor',
  startCompass: 'Sensor',
  startDeviceMotionListening: 'Sensor',
  startGyroscope: 'Sensor',
  setClipboardData: 'Clipboard',
  getClipboardData: 'Clipboard',
};

/** APIs that must stand in requiredPrivateInfos and be granted to the account. */
export const requiredPrivateApis: readonly string[] = [
  'chooseAddress',
  'chooseLocation',
  'choosePoi',
  'getFuzzyLocation',
  'getLocation',
  'onLocationChange',
  'startLocationUpdate',
  'startLocationUpdateBackground',
];

export const privacyKeysOf = (apis: readonly string[]): string[] => [
  ...new Set(apis.map((api) => keyByApi[api]).filter((key) => key !== undefined)),
];

const callsOf = (text: string): string[] =>
  [...text.matchAll(/\bwx\s*\.\s*([A-Za-z]+)\b/g)].map((match) => match[1] ?? '');

const formFeatures = [
  { api: 'getPhoneNumber', pattern: /open-type\s*=\s*["'][^"']*getPhoneNumber/ },
  { api: 'getRealtimePhoneNumber', pattern: /open-type\s*=\s*["'][^"']*getRealtimePhoneNumber/ },
  { api: 'chooseAvatar', pattern: /open-type\s*=\s*["'][^"']*chooseAvatar/ },
  { api: 'nicknameInput', pattern: /<input\b[^>]*type\s*=\s*["']nickname["']/ },
  { api: 'camera', pattern: /<camera\b/ },
];
