import { Type } from 'typebox';
import type { WechatSettings } from '../wechat/wechat-settings.js';

/** Settings that every program reads. Each description tells a person what to do when the setting is wrong. */
export const databaseSettings = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://.+/.+',
    description: 'Set it to postgres://user:password@host:port/database of a PostgreSQL 16 or newer.',
  }),
  DATABASE_ROLE_PREFIX: Type.String({
    pattern: '^[a-z][a-z0-9_]{0,20}$',
    default: 'xiaopu',
    description:
      'Use lower-case letters, digits and underscores; the roles <prefix>_app, _fleet and _queue are made from it.',
  }),
  MASTER_KEY: Type.String({
    pattern: '^[A-Za-z0-9+/]{43}=$',
    description: 'Set it to 32 random bytes in base64, e.g. the output of `openssl rand -base64 32`, and keep it safe.',
  }),
  PREVIOUS_MASTER_KEY: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9+/]{43}=$',
      description: 'The master key before the last rotation, 32 bytes in base64.',
    }),
  ),
};

export const queueSettings = {
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^rediss?://',
      description: 'Set it to redis://host:port, or leave it out to use PostgreSQL.',
    }),
  ),
};

export const storageSettings = {
  STORAGE_DIR: Type.Optional(
    Type.String({ minLength: 1, description: 'A folder for objects, when S3_ENDPOINT is not set.' }),
  ),
  S3_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'Set it to http(s)://host:port of MinIO or S3.' }),
  ),
  S3_ACCESS_KEY: Type.Optional(Type.String({ description: 'The access key that belongs to S3_ENDPOINT.' })),
  S3_SECRET_KEY: Type.Optional(Type.String({ description: 'The secret key that belongs to S3_ENDPOINT.' })),
  S3_BUCKET: Type.String({ default: 'xiaopu', description: 'The bucket for objects; made when it does not exist.' }),
};

export const httpSettings = {
  HOST: Type.String({ default: '127.0.0.1', description: 'The address to listen on, e.g. 127.0.0.1 or 0.0.0.0.' }),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description:
        'The addresses of your own proxies, e.g. 10.0.0.5,10.1.0.0/16 or loopback: what they say in X-Forwarded-For about who calls is believed. Leave it out when nothing stands before the program.',
    }),
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Use one of fatal, error, warn, info, debug, trace, silent.',
  }),
};

export const publicUrlSettings = {
  CONTROL_PLANE_URL: Type.String({
    pattern: '^https?://',
    default: 'http://127.0.0.1:4000',
    description: 'The address under which browsers and WeChat reach the control plane.',
  }),
  RUNTIME_URL: Type.String({
    pattern: '^https?://',
    default: 'http://127.0.0.1:4100',
    description: 'The address under which mini-programs and WeChat Pay reach the runtime.',
  }),
};

export const templatesSettings = {
  TEMPLATES_DIR: Type.Optional(
    Type.String({ minLength: 1, description: 'The folder that holds the templates; ./templates when left out.' }),
  ),
};

/** What packages and WeChat are told about the runtime, and how patient the release machinery is. */
export const hostingSettings = {
  WECHAT_REQUEST_DOMAIN: Type.Optional(
    Type.String({
      pattern: '^https://[a-z0-9.-]+(:[0-9]+)?$',
      description: 'The https://host that mini-programs may call; left out, it is RUNTIME_URL when that is https.',
    }),
  ),
  ...templatesSettings,
  SUBMISSION_LEASE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 30,
    description: 'After how many seconds another worker may take over a step of a submission; 30 suits most.',
  }),
};

/** The uploader: how it reaches WeChat's upload service, and with what. */
export const uploaderSettings = {
  UPLOADER_PORT: portSetting(4400),
  UPLOADER_DIR: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The folder with upload.mjs and its node_modules; ./services/uploader when left out.',
    }),
  ),
  UPLOADER_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 16,
    default: 2,
    description: 'How many uploads run at the same time, between 1 and 16; each takes 200 MB of memory and more.',
  }),
  UPLOAD_TIMEOUT_SECONDS: Type.Integer({
    minimum: 5,
    maximum: 540,
    default: 240,
    description: 'After how many seconds an upload is given up and tried again, between 5 and 540.',
  }),
  UPLOAD_LEASE_SECONDS: Type.Integer({
    minimum: 2,
    maximum: 600,
    default: 20,
    description: 'After how many seconds of silence an upload whose uploader was killed is made again; 20 suits most.',
  }),
  UPLOADER_DRAIN_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 540,
    default: 6,
    description:
      'How many seconds uploads under way may take to finish when the uploader is told to stop; less than the time until it is killed.',
  }),
  WECHAT_CI_PROXY: Type.Optional(
    Type.String({
      pattern: '^http://[^\\s]+$',
      description: 'The http://host:port of the proxy that uploads to WeChat go through; left out, they go straight.',
    }),
  ),
  WECHAT_CI_CA_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'A PEM file with a certificate authority that uploads trust besides the well-known ones.',
    }),
  ),
};

/** How patient the shop is with payments. */
export const commerceSettings = {
  ORDER_LIFETIME_SECONDS: Type.Integer({
    minimum: 10,
    maximum: 7200,
    default: 900,
    description: 'How long an unpaid order keeps its goods, in seconds; 900, a quarter of an hour, suits most.',
  }),
  PAY_RECHECK_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 60,
    description: 'After how many seconds without a notice WeChat Pay is asked for the first time; 60 suits most.',
  }),
};

export const wechatSettings = {
  WECHAT_API_URL: Type.String({
    pattern: '^https?://',
    default: 'https://api.weixin.qq.com',
    description: "The address of WeChat's server API.",
  }),
  WECHAT_MP_URL: Type.String({
    pattern: '^https?://',
    default: 'https://mp.weixin.qq.com',
    description: "The address of WeChat's authorisation page for computers.",
  }),
  WECHAT_OPEN_URL: Type.String({
    pattern: '^https?://',
    default: 'https://open.weixin.qq.com',
    description: "The address of WeChat's authorisation page for phones.",
  }),
  WECHAT_PAY_URL: Type.String({
    pattern: '^https?://',
    default: 'https://api.mch.weixin.qq.com',
    description: 'The address of WeChat Pay v3.',
  }),
  WECHAT_COMPONENT_APPID: Type.String({
    pattern: '^wx[0-9a-f]{16}$',
    description: 'The AppID of your third-party platform, from the console of open.weixin.qq.com.',
  }),
  WECHAT_COMPONENT_SECRET: Type.String({
    minLength: 16,
    description: 'The AppSecret of your third-party platform, from the console of open.weixin.qq.com.',
  }),
  WECHAT_PUSH_TOKEN: Type.String({
    pattern: '^[A-Za-z0-9]{3,32}$',
    description: 'The message verification token entered in the console of your third-party platform.',
  }),
  WECHAT_PUSH_AES_KEY: Type.String({
    pattern: '^[A-Za-z0-9]{43}$',
    description: 'The 43-character message key entered in the console of your third-party platform.',
  }),
  WECHAT_PREVIOUS_PUSH_AES_KEY: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9]{43}$', description: 'The message key before the last change.' }),
  ),
};

export function portSetting(fallback: number) {
  return Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: fallback,
    description: 'Use a free port between 1 and 65535 (0 takes any free one).',
  });
}

interface WechatEnvironment {
  readonly WECHAT_API_URL: string;
  readonly WECHAT_MP_URL: string;
  readonly WECHAT_OPEN_URL: string;
  readonly WECHAT_PAY_URL: string;
  readonly WECHAT_COMPONENT_APPID: string;
  readonly WECHAT_COMPONENT_SECRET: string;
  readonly WECHAT_PUSH_TOKEN: string;
  readonly WECHAT_PUSH_AES_KEY: string;
  readonly WECHAT_PREVIOUS_PUSH_AES_KEY?: string;
}

/** The environment's WECHAT_… as the WeChat client wants them. */
export function wechatSettingsOf(settings: WechatEnvironment): WechatSettings {
  const withoutSlash = (url: string) => url.replace(/\/+$/, '');
  return {
    apiUrl: withoutSlash(settings.WECHAT_API_URL),
    mpUrl: withoutSlash(settings.WECHAT_MP_URL),
    openUrl: withoutSlash(settings.WECHAT_OPEN_URL),
    payUrl: withoutSlash(settings.WECHAT_PAY_URL),
    componentAppId: settings.WECHAT_COMPONENT_APPID,
    componentSecret: settings.WECHAT_COMPONENT_SECRET,
    pushToken: settings.WECHAT_PUSH_TOKEN,
    pushAesKey: settings.WECHAT_PUSH_AES_KEY,
    ...(settings.WECHAT_PREVIOUS_PUSH_AES_KEY && { previousPushAesKey: settings.WECHAT_PREVIOUS_PUSH_AES_KEY }),
  };
}
