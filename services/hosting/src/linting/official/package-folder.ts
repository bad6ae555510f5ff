import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Writes files into a folder of their own for as long as `use` takes. Paths that lead out of it are left out. */
export async function inFolder<T>(files: ReadonlyMap<string, Buffer>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-check-'));
  try {
    for (const [name, bytes] of files) {
      const place = path.join(folder, name);
      if (!place.startsWith(`${folder}${path.sep}`)) continue;
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, bytes);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
