import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '#infra/embedded/failure.js';
import { SandboxStage } from './sandbox-stage.js';
import { measureSandbox } from './measure-sandbox.js';
import { sandboxReport } from './sandbox-report.js';

const usage = 'npm run bench:sandbox -- [--apps 100000] [--seconds 3] [--json]';

/**
 * `npm run bench:sandbox`: what the WeChat sandbox costs with a large fleet, beside a bare HTTP server that answers the same bytes.
 * Speed is reported, never asserted: the exit code is 1 only when something broke.
 */
async function main(apps: number, seconds: number, json: boolean): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const stage = new SandboxStage(say);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => void stage.lower().finally(() => process.exit(130)));
  }
  try {
    const result = await measureSandbox(stage, apps, seconds, say);
    const machine = { cpus: cpus().length, platform: process.platform, arch: process.arch, node: process.version };
    process.stdout.write(json ? `${JSON.stringify({ machine, ...result }, null, 2)}\n` : `${sandboxReport(result)}\n`);
  } finally {
    await stage.lower();
  }
}

function within(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= least && number <= most) return number;
  throw new Error(`--${name} is "${text}", but must be a number from ${least} to ${most}.\n${usage}`);
}

try {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  await main(
    Math.floor(within('apps', values.apps, 1, 200_000)),
    within('seconds', values.seconds, 0.5, 60),
    values.json,
  );
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
