import { ownPaths } from '../audit/audit-subject.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { attribute, elementsOf, type WxmlElement } from '../source/wxml-parser.js';

const TAP = /^(?:capture-)?(?:mut-)?(?:bind|catch):?tap$/;
/** Written where a tap is to be swallowed. */
const swallowed = new Set(['', 'noop', 'true', 'false']);

/** Pictures and tappable things say what they are to somebody who does not see them. */
export function checkAccess(source: PackageSource): Finding[] {
  return ownPaths(source, '.wxml').flatMap((file) =>
    [...elementsOf(source.wxml(file).root)].flatMap((element) => {
      const at = { file, line: element.line };
      if (isSilent(element)) return [];
      if (element.tag === 'image') return [finding('access.picture_label', at)];
      return isTappable(element) && !saysSomething(element)
        ? [finding('access.control_label', at, { tag: element.tag })]
        : [];
    }),
  );
}

/** Has a label, or is hidden from the screen reader on purpose. */
function isSilent({ attributes }: WxmlElement): boolean {
  return attributes.some(({ name }) => /^aria-(?:label|labelledby|hidden)$/.test(name) || name === 'alt');
}

function isTappable(element: WxmlElement): boolean {
  return element.attributes.some(({ name, value }) => TAP.test(name) && !swallowed.has(value ?? ''));
}

/** Words inside, or something whose words are not known here: a slot, a component, rich text. */
function saysSomething(element: WxmlElement): boolean {
  return [element, ...elementsOf(element)].some(
    (one) =>
      one.text.trim() !== '' ||
      /-|^(?:slot|template|include|rich-text|input|textarea|picker)$/.test(one.tag) ||
      (one !== element && attribute(one, 'aria-label') !== undefined),
  );
}
