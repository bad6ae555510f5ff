import { type TSchema, Type } from 'typebox';

/** A value of a fixed list, or an `@name` of theme.json. */
export function oneOf(...values: readonly string[]): TSchema {
  return Type.Unsafe<string>({ anyOf: [{ enum: values }, { type: 'string', pattern: '^@' }] });
}

/** Keys that `window` and a page's own json share (shared/wechat/mini-program-package.md §4.1). Colours are another rule's. */
export const windowKeys = {
  navigationBarBackgroundColor: Type.Optional(Type.String()),
  navigationBarTextStyle: Type.Optional(oneOf('black', 'white')),
  navigationBarTitleText: Type.Optional(Type.String()),
  navigationStyle: Type.Optional(oneOf('default', 'custom')),
  homeButton: Type.Optional(Type.Boolean()),
  backgroundColor: Type.Optional(Type.String()),
  backgroundColorTop: Type.Optional(Type.String()),
  backgroundColorBottom: Type.Optional(Type.String()),
  backgroundColorContent: Type.Optional(Type.String()),
  backgroundTextStyle: Type.Optional(oneOf('dark', 'light')),
  enablePullDownRefresh: Type.Optional(Type.Boolean()),
  onReachBottomDistance: Type.Optional(Type.Number({ minimum: 0 })),
  pageOrientation: Type.Optional(oneOf('auto', 'portrait', 'landscape')),
  restartStrategy: Type.Optional(oneOf('homePage', 'homePageAndLatestPage')),
  initialRenderingCache: Type.Optional(oneOf('static', 'dynamic', 'capture')),
  visualEffectInBackground: Type.Optional(oneOf('hidden', 'none')),
  handleWebviewPreload: Type.Optional(oneOf('static', 'manual', 'auto')),
};

export const componentMap = Type.Record(Type.String(), Type.String({ minLength: 1 }));

/** Keys every json of a page or component may have besides (§5). */
export const pageKeys = {
  ...windowKeys,
  usingComponents: Type.Optional(componentMap),
  componentPlaceholder: Type.Optional(componentMap),
  componentGenerics: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  component: Type.Optional(Type.Boolean()),
  styleIsolation: Type.Optional(
    oneOf('isolated', 'apply-shared', 'shared', 'page-isolated', 'page-apply-shared', 'page-shared'),
  ),
  pureDataPattern: Type.Optional(Type.String()),
  disableScroll: Type.Optional(Type.Boolean()),
  disableSwipeBack: Type.Optional(Type.Boolean()),
  renderer: Type.Optional(oneOf('webview', 'skyline', 'xr-frame', 'cover-view')),
  rendererOptions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  componentFramework: Type.Optional(oneOf('exparser', 'glass-easel')),
  singlePage: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  style: Type.Optional(Type.Literal('v2')),
  enablePassiveEvent: Type.Optional(Type.Unknown()),
  renderingMode: Type.Optional(Type.String()),
};

export const pageSchema = Type.Object(pageKeys, { additionalProperties: false });
