import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
];
const TIMEOUT_MS = 20_000;
// Nothing but the page under test may use the network or the clock; --no-sandbox because containers run tests as root.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
];

export interface TestBrowser {
  readonly context: BrowserContext;
  /** The same browser for somebody else: nothing of what one keeps, the other sees. */
  anotherPerson(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** @returns the path of an installed Chromium or Chrome; CHROMIUM_PATH decides when it is set. Null: there is none. */
export function findChromium(env: Readonly<NodeJS.ProcessEnv> = process.env): string | null {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which cannot be executed: correct it, or unset it.`);
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...found, ...PLACES].find(isExecutable) ?? null;
}

/** A browser with a profile of its own, which is removed when it closes. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(MISSING);
  const profile = await mkdtemp(path.join(tmpdir(), 'xiaopu-browser-'));
  const person = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...options,
  };
  const launched = { executablePath, headless: true, args: FLAGS };
  const context = await chromium.launchPersistentContext(profile, { ...launched, ...person });
  context.setDefaultTimeout(TIMEOUT_MS);
  return {
    context,
    async anotherPerson() {
      const another = await context.browser()?.newContext(person);
      if (!another) throw new Error('The browser is closed');
      another.setDefaultTimeout(TIMEOUT_MS);
      return another;
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A suite that needs a browser. Where there is none it says so on stderr and its tests count as skipped, never as passed. */
export function describeInBrowser(name: string, body: () => void): void {
  if (findChromium() === null) {
    process.stderr.write(`${name}: ${MISSING}\n`);
    describe.skip(name, body);
  } else describe(name, body);
}

const MISSING =
  'no Chromium or Chrome was found, so nothing was tested. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
