import { Type } from 'typebox';
import { componentMap, oneOf, pageKeys, windowKeys } from './window-schema.js';

const path = Type.String({ minLength: 1 });
const milliseconds = Type.Optional(Type.Number({ minimum: 1 }));
const anything = Type.Optional(Type.Unknown());

/** APIs that `requiredPrivateInfos` may name. */
export const locationApis = [
  'chooseAddress',
  'chooseLocation',
  'choosePoi',
  'getFuzzyLocation',
  'getLocation',
  'onLocationChange',
  'startLocationUpdate',
  'startLocationUpdateBackground',
] as const;

const subpackages = Type.Array(
  Type.Object(
    {
      root: path,
      pages: Type.Array(path),
      name: Type.Optional(path),
      independent: Type.Optional(Type.Boolean()),
      entry: Type.Optional(path),
      plugins: anything,
      useExtendedLib: anything,
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);
const tabBarKeys = {
  color: Type.Optional(Type.String()),
  selectedColor: Type.Optional(Type.String()),
  backgroundColor: Type.Optional(Type.String()),
  borderStyle: Type.Optional(oneOf('black', 'white')),
  position: Type.Optional(oneOf('bottom', 'top')),
  custom: Type.Optional(Type.Boolean()),
};
const tabs = Type.Array(
  Type.Object(
    {
      pagePath: path,
      text: Type.Optional(Type.String()),
      iconPath: Type.Optional(Type.String()),
      selectedIconPath: Type.Optional(Type.String()),
      visible: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
);
const location = Type.Optional(Type.Object({ desc: Type.String({ maxLength: 30 }) }, { additionalProperties: false }));

/** Keys that app.json and ext.json share (shared/wechat/mini-program-package.md §§4, 9). */
const sharedKeys = {
  window: Type.Optional(Type.Object(windowKeys, { additionalProperties: false })),
  subPackages: Type.Optional(subpackages),
  subpackages: Type.Optional(subpackages),
  networkTimeout: Type.Optional(
    Type.Object(
      { request: milliseconds, connectSocket: milliseconds, uploadFile: milliseconds, downloadFile: milliseconds },
      { additionalProperties: false },
    ),
  ),
  plugins: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  entryPagePath: Type.Optional(path),
  permission: Type.Optional(
    Type.Object(
      { 'scope.userLocation': location, 'scope.userFuzzyLocation': location },
      { additionalProperties: false },
    ),
  ),
  workers: anything,
  preloadRule: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object(
        { network: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('wifi')])), packages: Type.Array(path) },
        { additionalProperties: false },
      ),
    ),
  ),
  usingComponents: Type.Optional(componentMap),
  componentPlaceholder: Type.Optional(componentMap),
  requiredBackgroundModes: Type.Optional(Type.Array(Type.Union([Type.Literal('audio'), Type.Literal('location')]))),
  debug: Type.Optional(Type.Boolean()),
  resizable: Type.Optional(Type.Boolean()),
  functionalPages: anything,
  cloud: anything,
  sitemapLocation: Type.Optional(path),
  serviceProviderTicket: Type.Optional(Type.String()),
  style: Type.Optional(Type.Literal('v2')),
  useExtendedLib: anything,
  entranceDeclare: anything,
  darkmode: Type.Optional(Type.Boolean()),
  themeLocation: Type.Optional(path),
  enablePassiveEvent: anything,
  lazyCodeLoading: Type.Optional(Type.Literal('requiredComponents')),
  requiredPrivateInfos: Type.Optional(Type.Array(Type.Union(locationApis.map((api) => Type.Literal(api))))),
  navigateToMiniProgramAppIdList: Type.Optional(Type.Array(Type.String())),
};

export const appSchema = Type.Object(
  {
    ...sharedKeys,
    pages: Type.Array(path, { minItems: 1 }),
    tabBar: Type.Optional(Type.Object({ ...tabBarKeys, list: tabs }, { additionalProperties: false })),
    renderer: Type.Optional(oneOf('webview', 'skyline')),
    rendererOptions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    componentFramework: Type.Optional(oneOf('exparser', 'glass-easel')),
    resolveAlias: Type.Optional(Type.Record(Type.String({ pattern: '/\\*$' }), Type.String({ pattern: '/\\*$' }))),
    embeddedAppIdList: Type.Optional(Type.Array(Type.String())),
    halfPage: anything,
    singlePage: anything,
    debugOptions: anything,
    chatTools: anything,
    accountCardPackage: anything,
    convertRpxToVw: anything,
    miniApp: anything,
    static: anything,
    'mini-ios': anything,
    'mini-android': anything,
    'mini-weixin': anything,
    __usePrivacyCheck__: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const extSchema = Type.Object(
  {
    ...sharedKeys,
    extEnable: Type.Optional(Type.Boolean()),
    extAppid: Type.String(),
    directCommit: Type.Optional(Type.Boolean()),
    ext: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    extPages: Type.Optional(Type.Record(Type.String(), Type.Object(pageKeys, { additionalProperties: false }))),
    pages: Type.Optional(Type.Array(path)),
    tabBar: Type.Optional(Type.Object({ ...tabBarKeys, list: Type.Optional(tabs) }, { additionalProperties: false })),
    sitemap: anything,
    customOpen: anything,
    functionPages: anything,
    mimeTypeDeclarations: anything,
    openLocationPagePath: Type.Optional(path),
  },
  { additionalProperties: false },
);
