/** `<xml>…</xml>` as WeChat writes it: texts in CDATA, numbers bare, members in the order given. */
export function toXml(fields: Record<string, string | number>): string {
  const members = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number'
      ? `<${name}>${value}</${name}>`
      : `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`,
  );
  return `<xml>${members.join('\n')}</xml>`;
}
