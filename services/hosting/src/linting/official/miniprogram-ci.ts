import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { inFolder } from './package-folder.js';
import type { ToolReport } from './tool-report.js';

const TOOL = 'miniprogram-ci';
const TIMEOUT_MS = 120_000;

interface Told {
  readonly level: 'error' | 'warning';
  readonly file: string;
  readonly message: string;
}

/**
 * A package through miniprogram-ci's JSON rules and dependency analyser, in a process of its own where the uploader is installed
 * (`npm run uploader:install`). Takes seconds: for templates, never for a merchant's build.
 * @param files the whole package, `ext.json` included
 */
export async function runMiniprogramCi(files: ReadonlyMap<string, Buffer>): Promise<ToolReport> {
  const uploader = path.join(projectRoot(), 'services/uploader');
  if (!existsSync(path.join(uploader, 'node_modules/miniprogram-ci/package.json'))) {
    return { tool: TOOL, ran: false, reason: 'it is not installed: npm run uploader:install' };
  }
  return inFolder(files, (folder) => run(path.join(uploader, 'check.mjs'), folder));
}

function run(program: string, folder: string): Promise<ToolReport> {
  return new Promise((resolve) => {
    // Nothing of our environment is its business, least of all our secrets.
    const env = { PATH: process.env['PATH'], HOME: folder };
    const options = { cwd: folder, env, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 };
    execFile(process.execPath, [program, folder], options, (error, out, said) => {
      if (error)
        resolve({ tool: TOOL, ran: false, reason: `${error.message.split('\n')[0] ?? ''} ${said.trim().slice(-300)}` });
      else
        resolve({
          tool: TOOL,
          ran: true,
          findings: findingsOf((JSON.parse(out) as { findings: readonly Told[] }).findings),
        });
    });
  });
}

/** The same fault is told again by every file that depends on it. */
function findingsOf(told: readonly Told[]): Finding[] {
  const findings = told.map(({ level, file, message }) => {
    const [, named, rest = message] = /^([\w./-]+\.json): (.*)$/.exec(message) ?? [];
    const line = /:(\d+):\d+"$/.exec(message)?.[1];
    const at = { file: named ?? file, ...(line === undefined ? {} : { line: Number(line) }) };
    return finding(level === 'error' ? 'official.ci' : 'official.ci_remark', at, { fault: rest });
  });
  return [...new Map(findings.map((one) => [`${one.file} ${one.message.en}`, one])).values()];
}
