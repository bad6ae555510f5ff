import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// The tables of knobs and settings in the sandbox's README, written from the built sandbox's own descriptions; `--check` only compares.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const readme = path.join(root, 'services/wechat-sandbox/README.md');
const load = (file) => import(pathToFileURL(path.join(root, 'dist/services/wechat-sandbox/src', file)).href);
const { knobGroups } = await load('console/knob-groups.js');
const { settingsSchema } = await load('state/sandbox-settings.js');

const BEGIN = '<!-- knobs: written by infra/checks/sandbox-readme.mjs -->\n';
const END = '<!-- end of knobs -->\n';
const text = readFileSync(readme, 'utf8');
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin === -1 || end < begin) fail(`${readme} needs the lines ${BEGIN.trim()} and ${END.trim()}`);
const written = `${text.slice(0, begin)}${BEGIN}${tables()}${text.slice(end)}`;

if (!process.argv.includes('--check')) writeFileSync(readme, written);
else if (written !== text)
  fail(
    'services/wechat-sandbox/README.md is stale: run node infra/checks/sandbox-readme.mjs and commit what it writes.',
  );

function tables() {
  const groups = knobGroups.map(({ title, knobs }) =>
    table(
      title,
      ['call', 'body or query', 'what it does'],
      knobs.map((knob) => [`\`${knob.method} ${knob.path}\``, inputOf(knob), knob.summary]),
    ),
  );
  const settings = Object.entries(settingsSchema.properties).map(([name, schema]) => [
    `\`${name}\``,
    defaultOf(schema),
    meaningOf(schema),
  ]);
  return [...groups, table('Settings', ['name', 'default', 'meaning'], settings)].join('\n');
}

function table(title, headings, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `### ${title}\n${[headings, headings.map(() => '---'), ...rows].map(line).join('')}`;
}

function inputOf({ body, query, takes }) {
  const isSettings =
    body !== undefined && Object.keys(body.properties).length === Object.keys(settingsSchema.properties).length;
  return [
    ...(takes === undefined ? [] : [takes]),
    ...(query === undefined ? [] : [`?${Object.keys(query.properties).join(', ')}`]),
    ...(isSettings ? ['any settings'] : body === undefined || names(body) === '' ? [] : [`{${names(body)}}`]),
  ].join(' ');
}

function names({ properties = {}, required = [] }) {
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .join(', ');
}

/** Of a setting with members: each that is not zero or empty. */
function defaultOf(schema) {
  if (schema.properties === undefined) return JSON.stringify(schema.default);
  return Object.entries(schema.properties)
    .map(([name, member]) => (member.default ? `${name} ${JSON.stringify(member.default)}` : name))
    .join(', ');
}

function meaningOf({ enum: choices, description }) {
  return `${choices === undefined ? '' : `${choices.map((choice) => `\`${choice}\``).join(' ')}: `}${description}`;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
