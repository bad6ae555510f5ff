import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';

/** What WeChat packs (shared/wechat/mini-program-package.md §2). */
const uploadedExtensions = new Set(
  '.wxml .wxss .wxs .png .jpg .jpeg .gif .svg .js .json .cer .mp3 .aac .m4a .mp4 .wav .ogg .silk .wasm .br .cur .ico .skel .crt .cert'.split(
    ' ',
  ),
);
const textExtensions = new Set(['.wxml', '.wxss', '.wxs', '.js', '.json', '.svg']);
/** Left out silently and rightly so: they are for people. */
const notices = /(?:^|\/)(?:LICENSE|LICENCE|NOTICE|README|CHANGELOG)(?:\.(?:md|txt))?$/i;
const projectFiles = new Set(['project.config.json', 'project.private.config.json']);

const secrets: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'PRIVATE KEY', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
  { kind: 'AppSecret', pattern: /app_?secret["']?\s*[:=]\s*["'][0-9a-f]{32}["']/i },
  { kind: 'API v3 key', pattern: /api_?v3_?key["']?\s*[:=]\s*["'][0-9A-Za-z]{32}["']/i },
];

export function isUploaded(path: string): boolean {
  return uploadedExtensions.has(posix.extname(path)) && !projectFiles.has(path);
}

/** Types, names, encoding and secrets. */
export function checkFiles(source: PackageSource): Finding[] {
  return [...source.files].flatMap(([file, bytes]) => {
    if (notices.test(file)) return [];
    const extension = posix.extname(file);
    const findings: Finding[] = [];
    if (!uploadedExtensions.has(extension))
      findings.push(finding('file.type', { file }, { extension: extension || posix.basename(file) }));
    if (!/^[\w@.+/-]+$/.test(file)) findings.push(finding('file.name', { file }));
    if (!textExtensions.has(extension)) return findings;
    if (!isUtf8(bytes)) findings.push(finding('file.encoding', { file }));
    const text = source.text(file);
    for (const { kind, pattern } of secrets) {
      const at = text.search(pattern);
      if (at >= 0)
        findings.push(finding('file.secret', { file, line: text.slice(0, at).split('\n').length }, { kind }));
    }
    return findings;
  });
}
