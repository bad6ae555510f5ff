/**
 * The line (or lines) that tell a person why a program ended, out of what it printed: a plain sentence wins over structured log
 * lines, an error over other levels.
 */
export function lastMeaningfulLine(printed: string): string | null {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  const plain = lines.filter((line) => line !== '' && !line.startsWith('{') && !noise.some((form) => form.test(line)));
  // The programs list every faulty setting, a sentence each.
  const settings = plain.filter((line) => line.startsWith('Setting '));
  if (settings.length > 0) return settings.join('\n');
  const named = plain.findLast((line) => /(^|: |Uncaught )[\w$.]*(Error|Failure|Exception)\b[^:]*: /.test(line));
  if (named || plain.length > 0) return named ?? plain.at(-1) ?? null;
  const records = lines.flatMap(parseRecord);
  return records.findLast(({ level }) => level >= errorLevel)?.text ?? records.at(-1)?.text ?? null;
}

/** Frames of stacks, source excerpts, and remarks of Node itself. */
const noise = [
  /^\s/,
  /^at /,
  /^Node\.js v/,
  /^file:\/\//,
  /^\(node:\d+\)/,
  /^\(Use `node/,
  /^[{}[\]]/,
  /^node:internal/,
];

/** Level `error` of pino. */
const errorLevel = 50;

function parseRecord(line: string): { level: number; text: string }[] {
  if (!line.startsWith('{')) return [];
  try {
    const record = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    const words = [record.msg, record.err?.message].filter((word) => typeof word === 'string' && word !== '');
    return [{ level: typeof record.level === 'number' ? record.level : 0, text: [...new Set(words)].join(': ') }];
  } catch {
    return [];
  }
}
