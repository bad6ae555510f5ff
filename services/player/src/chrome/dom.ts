type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A DOM element with attributes (`false` and `undefined` leave one out) and children; texts are texts. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

export function button(
  className: string,
  label: string,
  pressed: () => void,
  ...children: readonly Node[]
): HTMLButtonElement {
  const made = element('button', { class: className, type: 'button' }, ...children);
  if (children.length > 0) made.setAttribute('aria-label', label);
  else made.textContent = label;
  made.addEventListener('click', pressed);
  return made;
}

/** An icon of lines: `path` in a box of 24 × 24. */
export function icon(path: string, size = 24): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', 'currentColor');
  line.setAttribute('stroke-width', '1.8');
  line.setAttribute('stroke-linecap', 'round');
  line.setAttribute('stroke-linejoin', 'round');
  svg.append(line);
  return svg;
}
