import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TemplateFault } from '#hosting/templates/template-fault.js';
import { startFolderPlayer } from '../../../services/control-plane/src/player/folder-player.js';
import { assemblePackage } from '../assembled-package.js';
import { CommandFault, type CommandInput } from '../command-fault.js';
import { type DemoContent, startDemoRuntime } from '../demo-runtime.js';
import { DemoShop } from '../demo-shop.js';
import { writeFolder } from './pack.js';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

/** Plays a template until interrupted. A change that breaks it is told, and the last sound state goes on being shown. */
export async function preview(
  input: CommandInput & { readonly port: string; readonly runtime?: string | undefined },
): Promise<boolean> {
  const { say } = input;
  const port = Number(input.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandFault(`--port ${input.port} is no port. Use a number up to 65535.`);
  const folder = mkdtempSync(path.join(tmpdir(), `preview-${input.name}-`));
  let content: DemoContent | null = null;
  const { url: demoUrl, server } = await startDemoRuntime(() => content as DemoContent);
  const runtimeUrl = input.runtime ?? demoUrl;
  const assemble = async (): Promise<void> => {
    const { template, preset, files } = assemblePackage(input, runtimeUrl);
    content = { template, shop: await DemoShop.open(template, preset) };
    writeFolder(folder, files);
  };
  const stop = (): void => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await assemble();
    const player = await startFolderPlayer({ folder, runtimeUrl, port, report: say });
    say(
      `${input.name} plays at ${player.url} with ${input.runtime === undefined ? 'its demo shop; carts, orders and log-in need --runtime' : input.runtime}.`,
    );
    say('Save a file and reload the page. Ctrl-C ends.');
    await untilInterrupted(input, () => {
      assemble().then(
        () => say('assembled'),
        (error: unknown) => say(error instanceof TemplateFault ? error.message : String(error)),
      );
    });
    await player.close();
    return true;
  } finally {
    stop();
  }
}

function untilInterrupted({ templatesDir, name }: CommandInput, changed: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  const watched = [name, 'kit'].map((folder) => watch(path.join(templatesDir, folder), { recursive: true }, soon));
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const watcher of watched) watcher.close();
      resolve();
    };
    process.once('SIGINT', end).once('SIGTERM', end);
  });
}
