const HEAD = `# Conformance

Every call and push of WeChat's that this repository knows of: where the client makes or reads it, where the sandbox answers or sends it,
and what checks it. Written by \`node infra/checks/conformance/write.mjs\` from the source of both sides; \`npm test\` fails when it is stale,
when a row that the product needs is missing on one side, or when a call exists that no row names.

- **client**: class and method in \`services/kernel/src/wechat\`. **sandbox**: file in \`services/wechat-sandbox/src\`.
- **token**: \`component\` or \`authorizer\` access token with the permission sets of which one must be granted; \`pay\` = signed request.
- **fields**: names the sandbox reads from body and query. **errors**: codes its handler can end in, beside those of its token (below).
- **tests**: specs of the sandbox (S) and of everything that uses the client (C) that contain a mention of the call; a mention is no proof.
- A row without a client, or with one that the product does not use yet, says why; a row without a sandbox says why nobody has it.
`;

/** @param areas `{ title, rows }`, each row with what was read of both sides */
export function render(areas, common) {
  return `${HEAD}\n${summary(areas)}\n${commonErrors(common)}\n${areas.map(area).join('\n')}`;
}

function summary(areas) {
  const lines = areas.map(({ title, rows }) => {
    const count = (fits) => rows.filter(fits).length;
    const both = count((row) => row.client.length > 0 && row.sandbox);
    const sandboxOnly = count((row) => row.client.length === 0 && row.sandbox);
    const neither = count((row) => !row.sandbox);
    return [title, rows.length, both, sandboxOnly, neither, count((row) => row.product)];
  });
  const total = lines.reduce((sums, line) => sums.map((sum, index) => sum + line[index + 1]), [0, 0, 0, 0, 0]);
  return table(
    ['area', 'rows', 'both sides', 'sandbox only', 'out of scope', 'needed by the product'],
    [...lines, ['**all**', ...total]],
  );
}

function commonErrors({ every, component, authorizer, pay }) {
  return [
    'Errors beside those of the rows:',
    '',
    `- every JSON call: ${codes(every)}`,
    `- component token: ${codes(component)}`,
    `- authorizer token: ${codes(authorizer)}`,
    `- WeChat Pay: ${codes(pay)}`,
    '',
  ].join('\n');
}

function area({ title, rows }) {
  const head = ['call', 'fact', 'client', 'sandbox', 'token', 'fields', 'limits', 'errors', 'tests', 'note'];
  return `## ${title}\n\n${table(head, rows.map(cells))}`;
}

function cells(row) {
  return [
    `\`${row.call ?? `${row.notice ? 'notice' : 'push'} ${row.push ?? row.notice}`}\``,
    row.fact,
    row.client.join(', ') || '–',
    row.sandbox?.file ?? '–',
    tokenOf(row.sandbox),
    row.sandbox?.fields?.join(', ') ?? '',
    row.limits,
    codes(row.sandbox?.codes ?? []),
    testsOf(row.tests),
    row.outOfScope ? `out of scope: ${row.outOfScope}` : (row.note ?? ''),
  ];
}

const tokenOf = (sandbox) =>
  !sandbox?.token || sandbox.token === 'none'
    ? ''
    : [sandbox.token, sandbox.sets?.length ? `(${sandbox.sets.join(', ')})` : ''].join(' ').trim();

function testsOf({ sandbox, client }) {
  const side = (letter, names) =>
    names.length === 0 ? [] : [`${letter}: ${[...new Set(names.map(shortName))].join(', ')}`];
  return [...side('S', sandbox), ...side('C', client)].join('; ') || '–';
}

const shortName = (name) => name.replace(/\.spec\.ts$/, '').replace(/\.(db|e2e)-spec\.ts$/, '');

const codes = (list) => list.join(', ');

function table(head, rows) {
  const line = (values) => `| ${values.map((value) => String(value).replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
