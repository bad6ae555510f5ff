import { Type } from 'typebox';

const rule = Type.Object(
  {
    type: Type.Union(['file', 'folder', 'suffix', 'prefix', 'regexp', 'glob'].map((kind) => Type.Literal(kind))),
    value: Type.String(),
  },
  { additionalProperties: false },
);

/** project.config.json (shared/wechat/mini-program-package.md §9). DevTools adds keys of its own, so others are let through. */
export const projectSchema = Type.Object({
  appid: Type.Optional(Type.String()),
  projectname: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  compileType: Type.Optional(Type.Union([Type.Literal('miniprogram'), Type.Literal('plugin')])),
  miniprogramRoot: Type.Optional(Type.String()),
  libVersion: Type.Optional(Type.String()),
  setting: Type.Optional(
    Type.Object({
      es6: Type.Optional(Type.Boolean()),
      enhance: Type.Optional(Type.Boolean()),
      postcss: Type.Optional(Type.Boolean()),
      minified: Type.Optional(Type.Boolean()),
      urlCheck: Type.Optional(Type.Boolean()),
      packNpmManually: Type.Optional(Type.Boolean()),
      packNpmRelationList: Type.Optional(Type.Array(Type.Object({}))),
    }),
  ),
  packOptions: Type.Optional(
    Type.Object({ ignore: Type.Optional(Type.Array(rule)), include: Type.Optional(Type.Array(rule)) }),
  ),
});

/** sitemap.json (§4, `sitemapLocation`). */
export const sitemapSchema = Type.Object(
  {
    desc: Type.Optional(Type.String()),
    rules: Type.Array(
      Type.Object(
        {
          action: Type.Union([Type.Literal('allow'), Type.Literal('disallow')]),
          page: Type.String({ minLength: 1 }),
          params: Type.Optional(Type.Array(Type.String())),
          matching: Type.Optional(
            Type.Union(['exact', 'inclusive', 'exclusive', 'partial'].map((how) => Type.Literal(how))),
          ),
          priority: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

/** theme.json: `@name` variables for both themes. */
export const themeSchema = Type.Object(
  { light: Type.Record(Type.String(), Type.String()), dark: Type.Record(Type.String(), Type.String()) },
  { additionalProperties: false },
);
