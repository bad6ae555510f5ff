import { defaultCategory } from '../code/category-catalogue.js';
import type { App, DomainSet } from './app.model.js';

const FILED = 6;

export const emptyDomainSet = (): DomainSet => ({
  requestdomain: [],
  wsrequestdomain: [],
  uploaddomain: [],
  downloaddomain: [],
  udpdomain: [],
  tcpdomain: [],
});

/** What every account has of its own from the first moment. */
type Given = 'appid' | 'userName' | 'appSecret' | 'nickname' | 'createdAt';

type RequiredOf<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/** What an account is as long as nobody has set it. A new field of App needs its line here and nowhere else. */
const defaults: { readonly [K in Exclude<RequiredOf<App>, Given>]: () => App[K] } = {
  principal: () => '示例商贸有限公司',
  introduction: () => '在线商城，浏览、下单与售后一站完成。',
  hasName: () => true,
  verified: () => true,
  unionBound: () => false,
  bannedFromAudit: () => false,
  icpStatus: () => FILED,
  categories: () => [defaultCategory()],
  categoriesAddedAt: () => [],
  privateApis: () => ['chooseAddress', 'chooseLocation'],
  authorization: () => ({ isActive: false, permissionSets: [], refreshTokens: [], tokens: [], authorizedAt: 0 }),
  ownTokens: () => null,
  isSecretFrozen: () => false,
  trial: () => null,
  audits: () => [],
  auditPlan: () => [],
  online: () => null,
  history: () => [],
  hasReverted: () => false,
  versionCounter: () => 0,
  gray: () => null,
  isVisible: () => true,
  domains: emptyDomainSet,
  directDomains: emptyDomainSet,
  webviewDomains: () => [],
  directWebviewDomains: () => [],
  domainEditsAt: () => [],
  privacy: () => ({ development: null, online: null }),
  orderPath: () => null,
  testers: () => [],
  options: () => ({}),
  withdrawnAt: () => [],
  quotaClearsAt: () => [],
  supportVersion: () => '2.25.0',
  users: () => ({}),
  loginCodes: () => ({}),
  phoneCodes: () => ({}),
  media: () => ({}),
  afterRelease: () => null,
  agedMs: () => 0,
};

const defaultTexts = new Map(Object.entries(defaults).map(([name, make]) => [name, JSON.stringify(make())]));

/** An account that holds only what differs from the defaults: a fleet of a hundred thousand quiet ones stays small. */
class SlimApp {
  constructor(own: object) {
    for (const [name, value] of Object.entries(own)) setOwn(this, name, value);
  }
}

for (const [name, make] of Object.entries(defaults)) {
  Object.defineProperty(SlimApp.prototype, name, {
    // Lists and objects are made on first sight, for whoever asks may change them in place.
    get(this: SlimApp): unknown {
      const value = make();
      if (typeof value === 'object' && value !== null) setOwn(this, name, value);
      return value;
    },
    set(this: SlimApp, value: unknown) {
      setOwn(this, name, value);
    },
  });
}

export const slimApp = (own: Pick<App, Given> & Partial<App>): App => new SlimApp(own) as unknown as App;

/** The account as JSON, without what is as by default. */
export function appText(app: App): string {
  const members: string[] = [];
  for (const [name, value] of Object.entries(app)) {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined && text !== defaultTexts.get(name)) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function setOwn(app: SlimApp, name: string, value: unknown): void {
  Object.defineProperty(app, name, { value, writable: true, enumerable: true, configurable: true });
}
