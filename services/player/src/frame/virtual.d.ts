/** Made while bundling: the two templates built-ins have, `slot` (children) and `none`. */
declare module 'virtual:built-in-templates' {
  const templates: Readonly<Record<string, unknown>>;
  export default templates;
}
