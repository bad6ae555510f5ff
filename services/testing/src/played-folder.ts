import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startFolderPlayer } from '../../control-plane/src/player/folder-player.js';

export interface PlayedFolder {
  /** Address of the player with the mini-program in it. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface PlayedFolderOptions {
  readonly runtimeUrl: string;
  readonly wechatUrl?: string;
  readonly embedders?: readonly string[];
  /** Folders of this machine that belong to the package, by the path they have in it. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly report?: (line: string) => void;
}

/** Plays a mini-program that a test brings along, without the platform: files by path, requests to `runtimeUrl`. */
export async function playFiles(
  files: Readonly<Record<string, string | Buffer | object>>,
  { folders = {}, ...options }: PlayedFolderOptions,
): Promise<PlayedFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-played-'));
  for (const [place, source] of Object.entries(folders))
    await cp(source, path.join(folder, place), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
  const player = await startFolderPlayer({ folder, port: 0, ...options });
  return {
    url: player.url,
    async stop() {
      await player.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
