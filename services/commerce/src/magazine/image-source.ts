import { Type } from 'typebox';

const OWN_MEDIUM = /^media\/[0-9a-f]{64}\.(png|jpg|gif|webp|svg)$/;
const TEMPLATE_MEDIUM = /^template:([a-z0-9-]+\/demo\/media\/[A-Za-z0-9_][A-Za-z0-9._-]*)$/;

/** Where a picture comes from: the internet, a template's demo folder, or this shop's own storage. */
export const ImageSource = Type.String({
  maxLength: 1000,
  pattern: `^https?://[^\\s/]+\\S*$|${TEMPLATE_MEDIUM.source}|${OWN_MEDIUM.source}`,
  description: 'https://…, template:<template>/demo/media/<file> or media/<digest>.<ext>',
});

/** @returns the path below the applet's address of a picture that need not be fetched; null for one on the internet */
export function urlWithoutFetching(source: string): string | null {
  if (OWN_MEDIUM.test(source)) return source;
  const template = TEMPLATE_MEDIUM.exec(source)?.[1];
  return template === undefined ? null : `media/template/${template}`;
}
