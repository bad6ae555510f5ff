import { createPublicKey, generateKeyPair } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { DevVersion } from '../state/ci.model.js';
import { ciAccount, plainIp } from './account.js';

const MAX_IPS = 20;
const generate = promisify(generateKeyPair);

/** 管理 → 开发管理 → 小程序代码上传 of the console, for programs; miniprogram-ci.md §1. */
export const ciKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/upload-key',
    summary:
      'Makes a new upload key (or takes the public half of yours); the private half is given once, an older key stops working',
    body: Type.Object(
      { publicKeyPem: Type.Optional(Type.String({ description: 'PEM of an RSA public key of 2048 bits or more' })) },
      { additionalProperties: false },
    ),
    answers: { 201: 'the upload settings, and privateKeyPem when the pair was made here' },
    handle: async (use) => {
      const app = requireApp(use);
      const { publicKeyPem } = use.body as { publicKeyPem?: string };
      const keys = publicKeyPem === undefined ? await makeKeys() : { publicKey: readPublicKey(publicKeyPem) };
      Object.assign(ciAccount(app), { publicKeyPem: keys.publicKey, keyIssuedAt: Date.now(), randomStrings: [] });
      use.reply.code(201);
      return { ...uploadView(app), ...('privateKey' in keys && { privateKeyPem: keys.privateKey }) };
    },
  },
  {
    method: 'DELETE',
    path: '/sandbox/apps/:appid/upload-key',
    summary: 'Resets the upload key: the one in use stops working and there is none until another is made',
    answers: 'hasKey, keyIssuedAt, allowedIps, isDevelopment, and devVersions by robot',
    handle: (use) => {
      const app = requireApp(use);
      Object.assign(ciAccount(app), { publicKeyPem: null, keyIssuedAt: null, randomStrings: [] });
      return uploadView(app);
    },
  },
  {
    method: 'PUT',
    path: '/sandbox/apps/:appid/upload-settings',
    summary: "Sets who may upload from where, and whether this is the platform's development mini-program",
    body: Type.Object(
      {
        allowedIps: Type.Optional(Type.Union([Type.Array(Type.String(), { maxItems: MAX_IPS }), Type.Null()])),
        isDevelopment: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    answers: 'hasKey, keyIssuedAt, allowedIps, isDevelopment, and devVersions by robot',
    handle: (use) => {
      const app = requireApp(use);
      const change = use.body as { allowedIps?: string[] | null; isDevelopment?: boolean };
      const wrong = change.allowedIps?.find((ip) => isIP(ip) === 0);
      if (wrong !== undefined) throw new KnobError(400, `"allowedIps" must list addresses, and "${wrong}" is none.`);
      Object.assign(ciAccount(app), change, change.allowedIps && { allowedIps: change.allowedIps.map(plainIp) });
      return uploadView(app);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid/uploads',
    summary: 'Shows the development versions by robot, and the upload settings',
    answers: 'hasKey, keyIssuedAt, allowedIps, isDevelopment, and devVersions by robot',
    handle: (use) => uploadView(requireApp(use)),
  },
];

/** Never the key itself. */
const uploadView = (app: App): object => {
  const {
    publicKeyPem = null,
    keyIssuedAt = null,
    allowedIps = null,
    isDevelopment = false,
    devVersions = [],
  } = app.ci ?? {};
  return {
    appid: app.appid,
    hasKey: publicKeyPem !== null,
    keyIssuedAt,
    allowedIps,
    isDevelopment,
    devVersions: devVersions.map(versionView),
  };
};

const versionView = ({ source, ...version }: DevVersion): object => ({
  ...version,
  uploader: `ci机器人${version.robot}`,
  pages: source.pages,
  appJson: source.appJson,
  sizes: source.sizes,
  privacyApis: source.privacyApis,
  sha256: source.sha256,
});

const makeKeys = (): Promise<{ publicKey: string; privateKey: string }> =>
  generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // As WeChat hands them out: BEGIN RSA PRIVATE KEY.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });

function readPublicKey(pem: string): string {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048)
      return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    // Falls through: whatever it is, it is no such key.
  }
  throw new KnobError(400, '"publicKeyPem" must be an RSA public key of 2048 bits or more in PEM.');
}
