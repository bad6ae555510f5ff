import { isIPv4 } from 'node:net';
import { isJsonObject } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { resolveScript } from '../source/resolve.js';
import type { Script } from '../source/script.js';

/** Every script: syntax, modules, what mini-programs may not do (shared/wechat/mini-program-package.md §8). */
export function checkScripts(source: PackageSource): Finding[] {
  const aliases = Object.keys(isJsonObject(source.app['resolveAlias']) ? source.app['resolveAlias'] : {}).map((key) =>
    key.slice(0, -1),
  );
  return source.paths('.js').flatMap((file) => {
    const script = source.script(file);
    if (script.fault)
      return [
        finding(
          'js.syntax',
          { file, line: script.fault.line, column: script.fault.column },
          { fault: script.fault.message },
        ),
      ];
    return [
      ...checkRequires(source, file, script, aliases),
      ...script.codeGeneration.map(({ name, ...at }) => finding('js.code_generation', { file, ...at }, { name })),
      ...script.browserGlobals.map(({ name, ...at }) => finding('js.browser_global', { file, ...at }, { name })),
      ...script.endlessLoops.map((at) => finding('js.endless_loop', { file, ...at })),
      ...script.addresses.flatMap(({ url, line }) => checkAddress(url, { file, line })),
    ];
  });
}

function checkRequires(source: PackageSource, file: string, script: Script, aliases: readonly string[]): Finding[] {
  return script.requires.flatMap(({ target, line }) => {
    if (target === undefined) return [finding('js.require_dynamic', { file, line })];
    if (aliases.some((alias) => target.startsWith(alias)) || /^(?:plugin|ext):\/\//.test(target)) return [];
    const found = resolveScript(file, target, (path) => source.has(path));
    return found ? [] : [finding('js.require_missing', { file, line }, { path: target })];
  });
}

function checkAddress(url: string, at: { file: string; line: number }): Finding[] {
  const [, scheme = '', host = ''] = /^(\w+):\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(url) ?? [];
  // Names of XML vocabularies look like addresses and are never fetched.
  if (host === 'www.w3.org') return [];
  if (scheme === 'http' || scheme === 'ws') return [finding('js.insecure_address', at, { url })];
  if (/^[^?#]+\.(?:m?js|wasm)(?:[?#]|$)/.test(url)) return [finding('js.remote_code', at, { url })];
  const forbidden = host === 'api.weixin.qq.com' || host === 'localhost' || host.startsWith('[') || isIPv4(host);
  return forbidden ? [finding('js.forbidden_host', at, { host })] : [];
}
