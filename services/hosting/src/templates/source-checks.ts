import type { FolderTree } from './folder-tree.js';
import { refuseAny } from './found-faults.js';
import { TemplateFault } from './template-fault.js';

const MIB = 1024 * 1024;
/** WeChat's limit of one code package (shared/wechat/mini-program-package.md §2). */
const PACKAGE_BYTES = 2 * MIB;
/** Demo pictures travel to phones on mobile networks. */
const DEMO_PICTURE_BYTES = MIB;
const PICTURE = /\.(?:png|jpe?g|gif|webp|svg|bmp)$/i;

/** @throws TemplateFault with every file that is too large to be of use */
export function checkFileSizes(folder: string, tree: FolderTree): void {
  refuseAny([...tree].flatMap(([path, bytes]) => sizeFault(`${folder}/${path}`, path, bytes.length) ?? []));
}

function sizeFault(file: string, path: string, bytes: number): TemplateFault | null {
  const inPackage = !path.startsWith('demo/');
  const isPicture = PICTURE.test(path);
  const limit = inPackage ? PACKAGE_BYTES : isPicture ? DEMO_PICTURE_BYTES : Infinity;
  if (bytes <= limit) return null;
  const sizes = { megabytes: (bytes / MIB).toFixed(1), limit: limit / MIB };
  if (!isPicture) return new TemplateFault(file, 'file.too_large', sizes);
  const what = inPackage ? { zh: '一个代码包', en: 'a code package' } : { zh: '一张演示图片', en: 'a demo picture' };
  return new TemplateFault(file, 'picture.too_large', { ...sizes, what });
}

/** @param source path of the source folder from the templates folder, ending in a slash. @throws TemplateFault */
export function checkSourceFiles(source: string, own: FolderTree, ext: string): void {
  const strange = [...own.keys()].filter((path) => /[\\\p{Cc}]|(?:^|\/)\.\.?(?:\/|$)/u.test(path));
  refuseAny([
    ...(own.has('app.json') ? [] : [new TemplateFault(`${source}app.json`, 'source.no_app')]),
    ...(own.has('ext.json') ? [new TemplateFault(`${source}ext.json`, 'source.ext_json', { ext })] : []),
    ...strange.map((path) => new TemplateFault(`${source}${path}`, 'source.path')),
  ]);
}
