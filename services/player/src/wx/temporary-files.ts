import type { WxHost } from './host.js';
import { asynchronous, type Options, textOf, WxError } from './interface.js';

/** Files of one run, by `wxfile://` paths; they are gone with it, as temporary files are. */
export class TemporaryFiles {
  readonly #blobs = new Map<string, Blob>();
  readonly #addresses = new Map<string, string>();
  #count = 0;

  keep(blob: Blob): string {
    this.#count += 1;
    const path = `wxfile://tmp_${this.#count}${suffixOf(blob)}`;
    this.#blobs.set(path, blob);
    return path;
  }

  /** An address the page can show. */
  address(path: string): string {
    const blob = this.#blobs.get(path);
    if (!blob) return '';
    const known = this.#addresses.get(path) ?? URL.createObjectURL(blob);
    this.#addresses.set(path, known);
    return known;
  }

  async blob(path: string): Promise<Blob> {
    const blob = this.#blobs.get(path);
    if (blob) return blob;
    if (!path.startsWith('blob:')) throw new WxError(`no such file or directory, open '${path}'`);
    return await (await fetch(path)).blob();
  }

  release(): void {
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#blobs.clear();
    this.#addresses.clear();
  }

  /** `wx.getFileSystemManager()`: reading, writing and deleting of such files. */
  manager(host: WxHost) {
    const read = async (options: Options) => {
      const blob = await this.blob(textOf(options['filePath']));
      const bytes = await blob.arrayBuffer();
      const encoding = textOf(options['encoding']);
      if (encoding === '') return { data: bytes };
      if (encoding !== 'base64') return { data: new TextDecoder().decode(bytes) };
      return { data: btoa([...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join('')) };
    };
    const write = (options: Options) => {
      this.#blobs.set(textOf(options['filePath']), new Blob([options['data'] as BlobPart]));
    };
    const missing = (name: string) => () => {
      host.report(`FileSystemManager.${name}`, new Error(host.chrome.texts.noSuchInterface));
      throw new WxError(host.chrome.texts.noSuchInterface);
    };
    return {
      readFile: asynchronous(host, 'readFile', read),
      writeFile: asynchronous(host, 'writeFile', write),
      unlink: asynchronous(host, 'unlink', ({ filePath }) => void this.#blobs.delete(textOf(filePath))),
      getFileInfo: asynchronous(host, 'getFileInfo', async ({ filePath }) => ({
        size: (await this.blob(textOf(filePath))).size,
      })),
      access: asynchronous(host, 'access', async ({ path }) => void (await this.blob(textOf(path)))),
      stat: asynchronous(host, 'stat', async ({ path }) => ({ stats: { size: (await this.blob(textOf(path))).size } })),
      saveFile: asynchronous(host, 'saveFile', ({ tempFilePath }) => ({ savedFilePath: tempFilePath })),
      readFileSync: missing('readFileSync'),
      writeFileSync: missing('writeFileSync'),
    };
  }
}

/** Templates tell a picture's kind by its name. */
function suffixOf({ type }: Blob): string {
  const kind = /^(?:image|video)\/([a-z0-9]+)/.exec(type)?.[1];
  return kind ? `.${kind === 'jpeg' ? 'jpg' : kind}` : '';
}
