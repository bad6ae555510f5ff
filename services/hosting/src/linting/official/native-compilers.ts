import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { isVendored } from '../audit/audit-subject.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { inFolder } from './package-folder.js';
import type { ToolReport } from './tool-report.js';

const TIMEOUT_MS = 30_000;

/**
 * WXML, WXS and WXSS through WeChat's compilers wcc and wcsc (package miniprogram-compiler, built for Linux on x86-64 only). They are of
 * 2019 and 2020, so that what only they complain about is a warning. Where they cannot run the report says why.
 */
export async function runNativeCompilers(files: ReadonlyMap<string, Buffer>): Promise<ToolReport[]> {
  const binaries = path.join(projectRoot(), 'node_modules/miniprogram-compiler/bin/linux');
  const unable = reasonNotToRun(binaries);
  if (unable)
    return [
      { tool: 'wcc', ran: false, reason: unable },
      { tool: 'wcsc', ran: false, reason: unable },
    ];
  const sources = new Map([...files].filter(([file]) => /\.(?:wxml|wxs|wxss)$/.test(file)));
  // npm leaves them without the right to be executed, and the folder may be read-only.
  const own = await mkdtemp(path.join(tmpdir(), 'xiaopu-compilers-'));
  try {
    for (const name of ['wcc', 'wcsc']) {
      await copyFile(path.join(binaries, name), path.join(own, name));
      await chmod(path.join(own, name), 0o755);
    }
    return await inFolder(sources, (folder) =>
      Promise.all([
        run('wcc', ['-d', ...below(sources, 'wxml'), ...below(sources, 'wxs'), '-o', '/dev/null'], { own, folder }),
        run('wcsc', ['-lc', ...below(sources, 'wxss'), '-o', '/dev/null'], { own, folder }),
      ]),
    );
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

function reasonNotToRun(binaries: string): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `it exists for Linux on x86-64 only, and this is ${process.platform} on ${process.arch}`;
  }
  return existsSync(path.join(binaries, 'wcc')) ? null : 'the package miniprogram-compiler is not installed';
}

/** Without `./` absolute references inside the package are not found. */
function below(files: ReadonlyMap<string, Buffer>, extension: string): string[] {
  return [...files.keys()].filter((file) => file.endsWith(`.${extension}`)).map((file) => `./${file}`);
}

function run(tool: 'wcc' | 'wcsc', args: readonly string[], at: { own: string; folder: string }): Promise<ToolReport> {
  return new Promise((resolve) => {
    const options = { cwd: at.folder, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 };
    execFile(path.join(at.own, tool), args, options, (error, _out, told) => {
      // A number is the compiler's own exit code; anything else says that it never got so far.
      if (error && typeof error.code !== 'number' && told.trim() === '') {
        resolve({
          tool,
          ran: false,
          reason: error.killed ? `it took more than ${TIMEOUT_MS / 1000} s` : error.message,
        });
      } else resolve({ tool, ran: true, findings: error || told.trim() !== '' ? complaints(tool, told) : [] });
    });
  });
}

/** `./pages/a.wxml:2:9: …` of wcc and `ERR: ./a.wxss(2:1): …` of wcsc; whatever else is there is kept as it is. */
function complaints(tool: 'wcc' | 'wcsc', told: string): Finding[] {
  const rule = tool === 'wcc' ? 'official.wcc' : 'official.wcsc';
  const lines = told.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('error file count: 0'));
  return lines.flatMap((line) => {
    const match = /\.\/(?<file>[^:(]+)[:(](?<line>\d+):(?<column>\d+)\)?\s*:\s*(?<fault>.*)$/.exec(line)?.groups;
    if (!match) return [finding(rule, { file: '' }, { fault: line.trim().slice(0, 300) })];
    const { file = '', line: at, column, fault = '' } = match;
    return isVendored(file)
      ? []
      : [finding(rule, { file, line: Number(at), column: Number(column) }, { fault: fault.trim() })];
  });
}
