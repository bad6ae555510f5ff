import { gunzipSync } from 'node:zlib';
import { inspectFiles } from '../code/source-inspection.js';
import { KnobError } from '../protocol/knob-error.js';
import type { TemplateSource } from '../state/model.js';
import { CiError, refused } from './ci-error.js';
import { type PackedFiles, readContainer } from './container.js';

const SIGNATURE_FILE = 'ci.signature';
/** 30 MB of code, its source maps and the index: more than any package that could be accepted. */
const MAX_UNPACKED_BYTES = 96 * 1024 * 1024;
const PACKAGE_KB = 2048;
const PREVIEW_KB = 4096;

/** Gunzips and unpacks, no more: who signed it is checked before anything is looked at closer. Throws CiError. */
export function unpackUpload(body: Buffer): { files: PackedFiles; signature: unknown } {
  const files = readContainer(gunzip(body));
  const signed = readJson(files.get(SIGNATURE_FILE));
  files.delete(SIGNATURE_FILE);
  return { files, signature: signed['signature'] };
}

/** What is in the package, checked as DevTools would. Throws CiError. */
export function inspectUpload(files: PackedFiles): TemplateSource {
  try {
    return inspectFiles(Object.fromEntries(files));
  } catch (error) {
    if (error instanceof KnobError) throw refused(error.message);
    throw error;
  }
}

/**
 * 2 MB for the main package and each subpackage (4 MB for a large preview), `totalMb` for all (mini-program-package.md §3).
 * The number of this error is not known, its text is (miniprogram-ci.md §4.2). Throws CiError.
 */
export function requireUploadSizes(
  { sizes }: TemplateSource,
  limits: { totalMb: 20 | 30; isLargePreview: boolean },
): void {
  const limit = limits.isLargePreview ? PREVIEW_KB : PACKAGE_KB;
  requireSize('main package', sizes.main, limit);
  for (const [root, size] of Object.entries(sizes.subPackages)) requireSize(`subpackage ${root}`, size, limit);
  requireSize('total', sizes.total, limits.totalMb * 1024);
}

function requireSize(what: string, bytes: number, limitKb: number): void {
  if (bytes <= limitKb * 1024) return;
  const kb = Math.ceil(bytes / 1024);
  throw new CiError(-1, `代码包大小超过限制,${what} source size ${kb}KB exceed max limit ${limitKb}KB`);
}

function gunzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    throw refused('invalid package: not gzip, cut off or too large');
  }
}

function readJson(bytes: Uint8Array | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through.
  }
  throw refused('invalid package: /ci.signature is missing');
}
