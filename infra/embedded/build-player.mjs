import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const source = path.join(root, 'services', 'player', 'src');
const browserFolders = ['host', 'wx', 'frame', 'chrome'];
const pins = ['esbuild', 'glass-easel', 'glass-easel-miniprogram-adapter', 'glass-easel-template-compiler'];

/**
 * Bundles the player's browser side into `dist/player`: `player.js`, `player.css`, `index.html` (which names them by digest).
 * Only when its sources, its libraries or this file have changed; the same bytes on every machine.
 */
export function buildPlayer(target = path.join(root, 'dist', 'player')) {
  const stamp = path.join(target, '.build-hash');
  const hash = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  mkdirSync(target, { recursive: true });
  const made = mkdtempSync(`${path.resolve(target)}.building-`);
  try {
    bundle(made);
    writeFileSync(path.join(made, '.build-hash'), hash);
    // Renamed one by one: a player that is being used never misses a file. The page last but one, because it names the others by digest.
    for (const file of inOrder(readdirSync(made))) renameSync(path.join(made, file), path.join(target, file));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function inOrder(files) {
  const last = ['index.html', '.build-hash'];
  return files.toSorted((a, b) => last.indexOf(a) - last.indexOf(b));
}

function bundle(target) {
  const require = createRequire(import.meta.url);
  const templates = path.join(target, 'built-in-templates.js');
  writeFileSync(templates, `export default ${builtInTemplates(require)};\n`);
  require('esbuild').buildSync({
    absWorkingDir: root,
    entryPoints: { player: path.join(source, 'host', 'main.ts') },
    outdir: target,
    alias: { 'virtual:built-in-templates': templates },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    sourcemap: 'linked',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    mainFields: ['module', 'main'],
    tsconfig: path.join(root, 'services', 'player', 'tsconfig.json'),
    logLevel: 'silent',
  });
  rmSync(templates);
  writeFileSync(path.join(target, 'index.html'), page(target));
}

/** The two templates of built-in tags: their children in a slot, or nothing. */
function builtInTemplates(require) {
  const { TmplGroup } = require('glass-easel-template-compiler');
  const group = new TmplGroup();
  group.addTmpl('slot', '<slot/>');
  group.addTmpl('none', '');
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
}

function page(target) {
  const named = (file) => {
    const digest = createHash('sha256')
      .update(readFileSync(path.join(target, file)))
      .digest('hex');
    return `/player/${file}?v=${digest.slice(0, 16)}`;
  };
  return readFileSync(path.join(source, 'chrome', 'index.html'), 'utf8')
    .replace('/player/player.js', named('player.js'))
    .replace('/player/player.css', named('player.css'));
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  const files = browserFolders.flatMap((folder) => filesIn(path.join(source, folder)));
  for (const file of [...files, path.join(source, 'format.ts')].sort()) {
    hash.update(`${path.relative(source, file)}\0`).update(readFileSync(file));
  }
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const name of pins) hash.update(`${name}@${dependencies[name]}\0`);
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(place);
    return /spec\.ts$/.test(entry.name) ? [] : [place];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildPlayer(process.argv[2]);
