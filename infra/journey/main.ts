import { parseArgs } from 'node:util';
import { prepareJourney } from './journey-input.js';
import { readJourneySettings } from './journey-settings.js';
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
    prepareJourney(readJourneySettings(), values.clients, [...(values.products ?? []), ...positionals]),
    say,
  );
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ok: reports.every(({ result }) => result === 'ok'), stations: reports }, null, 2)}\n`,
    );
  else process.stdout.write(`${summaryTable(reports)}\n`);
  if (reports.some(({ result }) => result !== 'ok')) process.exitCode = 1;
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
