/** The members of an element: texts, numbers, nested elements, and lists (the same name again for each item). */
export interface XmlFields {
  readonly [name: string]: string | number | XmlFields | readonly XmlFields[];
}

/** `<xml>…</xml>` as WeChat writes it: texts in CDATA, numbers bare, members in the order given. */
export const toXml = (fields: XmlFields): string => `<xml>${toMembers(fields).join('\n')}</xml>`;

const toMembers = (fields: XmlFields): string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    const items = Array.isArray(value) ? (value as readonly XmlFields[]) : [value as string | number | XmlFields];
    return items.map((item) => `<${name}>${toContent(item)}</${name}>`);
  });

function toContent(value: string | number | XmlFields): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return toMembers(value).join('');
}

/** The text of the first element of that name, in CDATA or bare; null when there is none. */
export const readMember = (xml: string, name: string): string | null =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(xml)?.[1] ?? null;
