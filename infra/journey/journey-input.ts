import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { ApiClient } from '#kernel/http/client.js';
import type { JourneyContext } from './journey-context.js';
import type { JourneySettings } from './journey-settings.js';
import { SandboxConsole } from './sandbox-console.js';
import { JourneyFault } from './station.js';

/** Everything a journey starts with. Without files of its own it takes the data the project ships. @throws JourneyFault */
export function prepareJourney(
  settings: JourneySettings,
  clients: string | undefined,
  products: readonly string[],
): JourneyContext {
  const controlPlane = new ApiClient({
    baseUrl: settings.controlPlaneUrl,
    headers: { 'accept-language': 'en' },
    timeoutMs: 60_000,
  });
  return {
    controlPlane,
    runtime: new ApiClient({ baseUrl: settings.runtimeUrl, headers: { 'accept-language': 'en' } }),
    sandbox: new SandboxConsole(settings.sandboxUrl),
    uploaderExpected: settings.uploaderExpected ?? false,
    accounts: settings.accounts,
    clientList: readInput(clients ?? path.join(projectRoot(), 'infra/journey/data/clients.csv')),
    productLists: (products.length > 0 ? products : demoProducts()).map(readInput),
    operator: controlPlane,
    agency: controlPlane,
    travellers: [],
    verticalTravellers: [],
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
