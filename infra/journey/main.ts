import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#kernel/config/project-root.js';
import { ApiClient } from '#kernel/http/client.js';
import type { JourneyContext } from './journey-context.js';
import { type JourneySettings, readJourneySettings } from './journey-settings.js';
import { SandboxConsole } from './sandbox-console.js';
import { JourneyFault, travel } from './station.js';
import { journeyStations } from './stations/all-stations.js';
import { summaryTable } from './summary-table.js';

/**
 * `npm run journey -- [--clients FILE] [--products FILE…] [--json]`: the main job against the running programs, over HTTP only.
 * Exit code 1 when a station failed.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      clients: { type: 'string' },
      products: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      seed: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const say = values.json ? () => undefined : speaker(process.stdout.isTTY);
  const reports = await travel(
    journeyStations,
    prepare(readJourneySettings(), values.clients, [...(values.products ?? []), ...positionals]),
    say,
  );
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ok: reports.every(({ result }) => result === 'ok'), stations: reports }, null, 2)}\n`,
    );
  else process.stdout.write(`${summaryTable(reports)}\n`);
  if (reports.some(({ result }) => result !== 'ok')) process.exitCode = 1;
}

function prepare(settings: JourneySettings, clients: string | undefined, products: readonly string[]): JourneyContext {
  const controlPlane = new ApiClient({
    baseUrl: settings.controlPlaneUrl,
    headers: { 'accept-language': 'en' },
    timeoutMs: 60_000,
  });
  return {
    controlPlane,
    runtime: new ApiClient({ baseUrl: settings.runtimeUrl, headers: { 'accept-language': 'en' } }),
    sandbox: new SandboxConsole(settings.sandboxUrl),
    accounts: settings.accounts,
    clientList: readInput(clients ?? path.join(projectRoot(), 'infra/journey/data/clients.csv')),
    productLists: (products.length > 0 ? products : demoProducts()).map(readInput),
    operator: controlPlane,
    agency: controlPlane,
    travellers: [],
    visits: [],
  };
}

/** The goods that the templates ship with. */
function demoProducts(): string[] {
  const folder = path.join(projectRoot(), 'templates/retail/demo');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .map((file) => path.join(folder, file));
}

function readInput(file: string): { name: string; bytes: Buffer } {
  if (!existsSync(file))
    throw new JourneyFault(`The file ${file} does not exist. Name an existing CSV after --clients or --products.`);
  return { name: path.basename(file), bytes: readFileSync(file) };
}

/** Progress overwrites itself on a terminal and is left out elsewhere. */
function speaker(isTerminal: boolean): (line: string, transient?: boolean) => void {
  return (line, transient = false) => {
    if (transient && !isTerminal) return;
    process.stdout.write(isTerminal ? `\r\u001b[K${line}${transient ? '' : '\n'}` : `${line}\n`);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof JourneyFault ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
