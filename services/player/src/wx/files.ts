import type { WxHost } from './host.js';
import {
  allAsynchronous,
  asynchronous,
  type Interfaces,
  numberOf,
  type Options,
  textOf,
  WxError,
} from './interface.js';
import { says } from './navigation.js';
import { send } from './network.js';
import { demandListed, sent, Task } from './request.js';
import type { TemporaryFiles } from './temporary-files.js';

const DEFAULT_TIMEOUT_MS = 60_000;
const MOST_CHOSEN = 20;

/** Pictures and files: chosen on this computer, kept for the run as `wxfile://`, sent up and fetched through the player's server. */
export function fileInterfaces(
  host: WxHost,
  files: TemporaryFiles,
  agree: (what: string) => Promise<void>,
): Interfaces {
  const { chrome } = host;
  const choose = async (options: Options, accept: string) => {
    await agree('chooseMedia');
    const count = Math.min(MOST_CHOSEN, numberOf(options['count'], 9));
    const chosen = (await pickFiles(accept, count > 1)).slice(0, count);
    if (chosen.length === 0) throw new WxError('cancel');
    return chosen.map((file) => ({ path: files.keep(file), file }));
  };
  return {
    uploadFile(options: Options) {
      const task = new Task();
      const work = async () => {
        const url = textOf(options['url']);
        demandListed(url, host.package.uploadHosts ?? host.package.requestHosts);
        const file = await files.blob(textOf(options['filePath']));
        const form = new FormData();
        for (const [name, value] of Object.entries(
          (options['formData'] as Record<string, unknown> | undefined) ?? {},
        )) {
          form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
        }
        form.append(textOf(options['name']), file, 'file');
        const packed = new Response(form);
        const header = {
          ...(options['header'] as Record<string, string> | undefined),
          'content-type': packed.headers.get('content-type') ?? '',
        };
        const body = await packed.arrayBuffer();
        const timeoutMs = numberOf(options['timeout'], DEFAULT_TIMEOUT_MS);
        const request = { url, method: 'POST', header, timeoutMs };
        const answer = await sent(host, task, timeoutMs, (signal) => send(request, body, signal));
        return { data: new TextDecoder().decode(answer.body), statusCode: answer.statusCode };
      };
      void asynchronous(host, 'uploadFile', work)({ ...options, complete: options.complete ?? (() => {}) });
      return task.handle;
    },
    downloadFile(options: Options) {
      const task = new Task();
      const work = async () => {
        const url = textOf(options['url']);
        demandListed(url, host.package.downloadHosts ?? host.package.requestHosts);
        const timeoutMs = numberOf(options['timeout'], DEFAULT_TIMEOUT_MS);
        const request = { url, method: 'GET', header: {}, timeoutMs };
        const answer = await sent(host, task, timeoutMs, (signal) => send(request, null, signal));
        const tempFilePath = files.keep(new Blob([answer.body], { type: answer.header['content-type'] ?? '' }));
        return { tempFilePath, filePath: tempFilePath, statusCode: answer.statusCode };
      };
      void asynchronous(host, 'downloadFile', work)({ ...options, complete: options.complete ?? (() => {}) });
      return task.handle;
    },
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getFileSystemManager: () => files.manager(host),
    ...allAsynchronous(host, {
      chooseImage: async (options) => {
        const chosen = await choose(options, 'image/*');
        return {
          tempFilePaths: chosen.map(({ path }) => path),
          tempFiles: chosen.map(({ path, file }) => ({ path, size: file.size })),
        };
      },
      chooseMedia: async (options) => {
        const kinds = (options['mediaType'] as string[] | undefined) ?? ['image', 'video'];
        const chosen = await choose(options, kinds.map((kind) => (kind === 'video' ? 'video/*' : 'image/*')).join(','));
        const fileType = (type: string) => (type.startsWith('video') ? 'video' : 'image');
        return {
          type: fileType(chosen[0]?.file.type ?? ''),
          tempFiles: chosen.map(({ path, file }) => ({
            tempFilePath: path,
            size: file.size,
            fileType: fileType(file.type),
          })),
        };
      },
      chooseMessageFile: async (options) => {
        const chosen = await choose(options, '*/*');
        return {
          tempFiles: chosen.map(({ path, file }) => ({
            path,
            size: file.size,
            name: file.name,
            type: 'file',
            time: 0,
          })),
        };
      },
      chooseVideo: async (options) => {
        const [video] = await choose({ ...options, count: 1 }, 'video/*');
        return { tempFilePath: video?.path, size: video?.file.size, duration: 0, width: 0, height: 0 };
      },
      getImageInfo: async ({ src }) => {
        const image = new Image();
        image.src = host.assetUrl(textOf(src), '');
        await image.decode().catch(() => {
          throw new WxError('image not found');
        });
        return {
          width: image.naturalWidth,
          height: image.naturalHeight,
          path: src,
          orientation: 'up',
          type: 'unknown',
        };
      },
      compressImage: ({ src }) => ({ tempFilePath: src }),
      saveImageToPhotosAlbum: () => says(host, chrome.texts.done),
      previewImage: ({ urls, current }) => {
        const list = Array.isArray(urls) ? urls.map(String) : [];
        if (list.length === 0)
          throw new WxError('parameter error: parameter.urls should be Array instead of Undefined;');
        const index = typeof current === 'number' ? current : Math.max(0, list.indexOf(textOf(current)));
        void showPicture(host, host.assetUrl(list[index] ?? '', ''));
      },
      previewMedia: ({ sources, current }) => {
        const list = Array.isArray(sources) ? (sources as { url: string }[]) : [];
        void showPicture(host, host.assetUrl(list[numberOf(current, 0)]?.url ?? '', ''));
      },
      saveFile: ({ tempFilePath }) => ({ savedFilePath: tempFilePath }),
      openDocument: () => says(host, chrome.texts.done),
    }),
  };
}

async function showPicture(host: WxHost, source: string): Promise<void> {
  const { texts, layers } = host.chrome;
  await layers.ask({ kind: 'picture', place: 'full', label: texts.preview }, (answer) => {
    const image = document.createElement('img');
    image.src = source;
    image.alt = '';
    const close = document.createElement('button');
    close.type = 'button';
    close.setAttribute('aria-label', texts.done);
    close.append(image);
    close.addEventListener('click', () => answer(null));
    return [close];
  });
}

function pickFiles(accept: string, multiple: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
