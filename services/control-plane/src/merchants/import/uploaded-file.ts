import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { fileInvalid } from './client-list.js';

export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export type TextEncoding = 'utf-8' | 'gb18030';

/**
 * An uploaded text on disk. The encoding is known only when the last byte has been seen, and nothing may be written before;
 * so the file is kept beside the program, not in its memory, and read twice.
 */
export class UploadedFile {
  private constructor(
    private readonly file: string,
    readonly encoding: TextEncoding,
  ) {}

  /** @throws Problem import.file_invalid for a file that is no text, request.too_large */
  static async receive(upload: Readable): Promise<UploadedFile> {
    const file = path.join(tmpdir(), `xiaopu-import-${newId()}.csv`);
    const inspector = new TextInspector();
    try {
      await pipeline(
        // A refusal must reach the client: its stream is left open when reading stops early.
        Readable.from(upload.iterator({ destroyOnReturn: false })),
        new Transform({
          transform(chunk: Buffer, _encoding, done) {
            try {
              inspector.inspect(chunk);
              done(null, chunk);
            } catch (error) {
              done(error as Error);
            }
          },
        }),
        createWriteStream(file, { mode: 0o600 }),
      );
      return new UploadedFile(file, inspector.encoding());
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  /** The text, in pieces, without a byte order mark. */
  async *text(): AsyncGenerator<string> {
    const decoder = new TextDecoder(this.encoding);
    for await (const chunk of createReadStream(this.file)) yield decoder.decode(chunk as Buffer, { stream: true });
    yield decoder.decode();
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

/** Looks at a file's bytes as they pass: how many, whether text, and in which encoding. GBK is a part of GB 18030. */
class TextInspector {
  private bytes = 0;
  private readonly decoders = new Map<TextEncoding, InstanceType<typeof TextDecoder>>(
    (['utf-8', 'gb18030'] as const).map((encoding) => [encoding, new TextDecoder(encoding, { fatal: true })]),
  );

  inspect(chunk: Buffer): void {
    if (this.bytes === 0) refuseOtherFormats(chunk);
    this.bytes += chunk.length;
    if (this.bytes > MAX_FILE_BYTES) throw new Problem('request.too_large', { params: { limit: '10 MB' } });
    if (chunk.includes(0)) throw notText();
    this.decode(chunk);
  }

  /** Strict UTF-8 wins: hardly a text in GBK happens to be valid UTF-8, and every text in UTF-8 is nearly valid GBK. */
  encoding(): TextEncoding {
    this.decode();
    const [encoding] = this.decoders.keys();
    if (!encoding) throw notText();
    return encoding;
  }

  private decode(chunk?: Buffer): void {
    for (const [encoding, decoder] of this.decoders) {
      try {
        decoder.decode(chunk, { stream: chunk !== undefined });
      } catch {
        this.decoders.delete(encoding);
      }
    }
  }
}

function refuseOtherFormats(start: Buffer): void {
  if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    throw fileInvalid('spreadsheet', null, {
      zh: '这是 Excel 工作簿，不是 CSV。请在 Excel 中另存为「CSV UTF-8（逗号分隔）」后再上传。',
      en: 'This is an Excel workbook, not CSV. Save it as "CSV UTF-8 (comma delimited)" and upload that.',
    });
  }
  const mark = start.length >= 2 ? start.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) {
    throw fileInvalid('encoding', null, {
      zh: '文件编码为 UTF-16。请另存为 UTF-8 或 GBK 编码的 CSV 后再上传。',
      en: 'The file is encoded in UTF-16. Save it as CSV in UTF-8 or GBK and upload that.',
    });
  }
}

function notText(): Problem {
  return fileInvalid('encoding', null, {
    zh: '文件不是 UTF-8 或 GBK 编码的文本。请另存为「CSV UTF-8（逗号分隔）」后再上传。',
    en: 'The file is not a text in UTF-8 or GBK. Save it as "CSV UTF-8 (comma delimited)" and upload that.',
  });
}
