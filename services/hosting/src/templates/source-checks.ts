import type { FolderTree } from './folder-tree.js';
import { TemplateFault } from './template-fault.js';

const MIB = 1024 * 1024;
/** WeChat's limit of one code package (shared/wechat/mini-program-package.md §2). */
const PACKAGE_BYTES = 2 * MIB;
/** Demo pictures travel to phones on mobile networks. */
const DEMO_PICTURE_BYTES = MIB;
const PICTURE = /\.(?:png|jpe?g|gif|webp|svg|bmp)$/i;

/** @throws TemplateFault at the first file that is too large to be of use */
export function checkFileSizes(folder: string, tree: FolderTree): void {
  for (const [path, bytes] of tree) {
    const inPackage = !path.startsWith('demo/');
    const limit = inPackage ? PACKAGE_BYTES : PICTURE.test(path) ? DEMO_PICTURE_BYTES : Infinity;
    if (bytes.length <= limit) continue;
    throw new TemplateFault(
      `${folder}/${path}`,
      `has ${(bytes.length / MIB).toFixed(1)} MB, more than the ${limit / MIB} MB that ${inPackage ? 'a code package' : 'a demo picture'} may have`,
      PICTURE.test(path) ? 'Make the picture smaller, or serve it as a medium.' : 'Split the file or leave it out.',
    );
  }
}

/** @param source path of the source folder from the templates folder, ending in a slash */
export function checkSourceFiles(source: string, own: FolderTree, ext: string): void {
  if (!own.has('app.json')) {
    throw new TemplateFault(`${source}app.json`, 'is missing', 'A mini-program needs it beside app.js.');
  }
  if (own.has('ext.json')) {
    const remedy = `It is made from ${ext} for each applet; remove the file.`;
    throw new TemplateFault(`${source}ext.json`, 'must not exist', remedy);
  }
  const strange = [...own.keys()].find((path) => /[\\\p{Cc}]|(?:^|\/)\.\.?(?:\/|$)/u.test(path));
  if (strange !== undefined) {
    throw new TemplateFault(`${source}${strange}`, 'has a name that is no path inside the package', 'Rename the file.');
  }
}
