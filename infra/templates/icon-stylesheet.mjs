import fs from 'node:fs';
import path from 'node:path';

/**
 * The stylesheet of TDesign's icon component with the templates' own icons in place of the CDN font.
 *
 * Each `icons/<name>.svg` becomes a mask, so an icon takes the colour of its text and needs no network:
 * a font from a third party's host would be one more domain to depend on, and boxes when it is away.
 *
 * @param {string} original text of TDesign's `icon/icon.wxss`
 * @param {string} iconsFolder folder of the SVG files, drawn on a 24 × 24 view box
 */
export function iconStylesheet(original, iconsFolder) {
  const kept = original
    .replace(/@font-face\{[^}]*\}\s*/g, '')
    .replace(/\.t-icon-[\w-]+:before\{content:[^}]*\}\s*/g, '')
    .replace(/\.t-icon\{font-family:[^}]*\}\s*/g, '')
    .trimEnd();
  const rules = iconNames(iconsFolder).map((name) => {
    const svg = fs.readFileSync(path.join(iconsFolder, `${name}.svg`), 'utf8').trim();
    const image = `url("data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}")`;
    return `.t-icon-${name}:before{-webkit-mask-image:${image};mask-image:${image};}`;
  });
  return [kept, MASK, ...rules, ''].join('\n');
}

/** Names of the icons in a folder, sorted. */
export function iconNames(iconsFolder) {
  return fs
    .readdirSync(iconsFolder)
    .filter((file) => file.endsWith('.svg'))
    .map((file) => file.slice(0, -4))
    .sort();
}

const MASK = `.t-icon-base:before{content:'';display:block;width:1em;height:1em;background-color:currentColor;\
-webkit-mask-position:center;mask-position:center;-webkit-mask-size:contain;mask-size:contain;\
-webkit-mask-repeat:no-repeat;mask-repeat:no-repeat;}`;
