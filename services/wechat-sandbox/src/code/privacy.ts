import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';
import { readMultipartFile } from '../protocol/multipart.js';
import type { App, PrivacySetting } from '../state/app.model.js';
import { isDetected } from './commit.js';
import { privacyKeysOf } from './privacy-apis.js';

const ONLINE = 1;
const DEVELOPMENT = 2;
const CONTACTS = ['contact_email', 'contact_phone', 'contact_qq', 'contact_weixin'];
const MAX_EXT_FILE_BYTES = 100 * 1024;

/** The privacy guideline; code-management.md §8. */
export const privacyEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/cgi-bin/component/setprivacysetting', ({ body, incoming }, app) => {
    // Several endpoints store `\uXXXX` as it stands; an escaped Chinese text is therefore a fault of the caller.
    if (/\\u[4-9][0-9a-f]{3}/i.test(incoming.body.toString('utf8'))) throw new ApiError(47001);
    const version = versionOf(body);
    if (version === ONLINE && app.online === null) throw new ApiError(86074);
    if (version === ONLINE && body.raw['setting_list'] !== undefined) throw new ApiError(86071);
    if (version === DEVELOPMENT && app.trial !== null && !isDetected(app.trial)) throw new ApiError(61039);
    const setting: PrivacySetting = {
      settingList: version === ONLINE ? (app.privacy.online?.settingList ?? []) : readSettingList(body),
      ownerSetting: readOwner(body),
      sdkList: body.list('sdk_privacy_info_list') ?? [],
      updatedAt: Date.now(),
    };
    if (version === ONLINE) app.privacy.online = setting;
    else app.privacy.development = setting;
    return ok();
  }),

  authorizerEndpoint('POST', '/cgi-bin/component/getprivacysetting', ({ body }, app) => {
    const version = versionOf(body);
    const setting = version === ONLINE ? app.privacy.online : app.privacy.development;
    const code = version === ONLINE ? app.online?.code : app.trial;
    const detected = code && isDetected(code) ? privacyKeysOf(code.privacyApis) : [];
    return ok({
      code_exist: code ? 1 : 0,
      privacy_list: detected,
      setting_list: (setting?.settingList ?? []).map((item) => ({ ...item, privacy_label: item.privacy_key })),
      update_time: Math.floor((setting?.updatedAt ?? 0) / 1000),
      owner_setting: setting?.ownerSetting ?? {},
      privacy_desc: {
        privacy_desc_list: detected.map((key) => ({ privacy_key: key, privacy_desc: DESCRIPTIONS[key] ?? key })),
      },
      sdk_privacy_info_list: setting?.sdkList ?? [],
    });
  }),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/component/uploadprivacyextfile',
    ({ incoming }) => {
      const file = readMultipartFile(String(incoming.headers['content-type'] ?? ''), incoming.body, 'file');
      if (file === null) throw new ApiError(41005);
      if (!file.filename.endsWith('.txt')) throw new ApiError(40005);
      if (file.bytes.length > MAX_EXT_FILE_BYTES) throw new ApiError(40006);
      return ok({ ext_file_media_id: randomBytes(16).toString('hex') });
    },
    { isJson: false },
  ),
];

function versionOf(body: Fields): number {
  const version = body.optionalInteger('privacy_ver') ?? DEVELOPMENT;
  if (version !== ONLINE && version !== DEVELOPMENT) throw new ApiError(86071);
  return version;
}

function readSettingList(body: Fields): PrivacySetting['settingList'] {
  const list = body.list('setting_list');
  if (list === undefined) throw new ApiError(47001);
  return list.map((value) => {
    const item = Fields.from(value);
    return { privacy_key: item.string('privacy_key', 47001), privacy_text: item.string('privacy_text', 47001) };
  });
}

function readOwner(body: Fields): Record<string, unknown> {
  const owner = body.object('owner_setting', 86069);
  owner.string('notice_method', 86069);
  if (!CONTACTS.some((name) => owner.optionalString(name))) throw new ApiError(86069);
  return { ...owner.raw };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  UserInfo: '用户信息（微信昵称、头像）',
  Location: '位置信息',
  ChooseLocation: '选择的位置信息',
  Address: '地址',
  Invoice: '发票信息',
  RunData: '微信运动数据',
  PhoneNumber: '手机号',
  LicensePlate: '车牌号',
  Album: '选中的照片或视频信息',
  MessageFile: '选中的文件',
  Record: '麦克风',
  Camera: '摄像头',
  BlueTooth: '蓝牙',
  AlbumWriteOnly: '使用相册（仅写入）权限',
  Contact: '通讯录（仅写入）权限',
  CalendarWriteOnly: '日历（仅写入）权限',
  Sensor: '加速传感器、磁场传感器、方向传感器、陀螺仪传感器',
  Clipboard: '剪切板',
};

/** For the console: keys that are detected and not explained yet. */
export function missingPrivacyKeys(app: App): string[] {
  if (app.trial === null || !isDetected(app.trial)) return [];
  const written = new Set(app.privacy.development?.settingList.map(({ privacy_key }) => privacy_key));
  return privacyKeysOf(app.trial.privacyApis).filter((key) => !written.has(key));
}
