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
  input: CommandInput & { readonly port: string; readonly wechat?: string | undefined },
): Promise<boolean> {
  const { say } = input;
  const port = Number(input.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandFault(`--port ${input.port} is no port. Use a number up to 65535.`);
  if (input.runtime !== undefined && input.app === undefined)
    throw new CommandFault(
      'Say whose shop the platform is to show: --runtime URL --app APPID, an AppID that is authorised there.',
    );
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
    const { wechat } = input;
    const player = await startFolderPlayer({
      folder,
      runtimeUrl,
      port,
      report: say,
      ...(wechat !== undefined && { wechatUrl: wechat }),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new CommandFault(`Port ${port} is in use. Name another with --port, or --port 0 for any that is free.`);
    });
    const shop =
      input.runtime === undefined
        ? 'its demo shop; carts, orders and log-in need --runtime, --app and --wechat'
        : `the shop of ${input.app ?? ''} at ${input.runtime}`;
    say(`${input.name} plays at ${player.url} with ${shop}.`);
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
