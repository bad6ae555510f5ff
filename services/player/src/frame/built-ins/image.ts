import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { flag, flagOf, text, textOf } from '../property.js';

const FITS: Readonly<Record<string, string>> = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover' };
const PLACES: Readonly<Record<string, string>> = {
  top: 'center top',
  bottom: 'center bottom',
  center: 'center',
  left: 'left center',
  right: 'right center',
  'top left': 'left top',
  'top right': 'right top',
  'bottom left': 'left bottom',
  'bottom right': 'right bottom',
};

/** `<image>`: 320 × 240 px unless styled; `widthFix` and `heightFix` take the missing side from the picture. */
export const image: BuiltIn = {
  tag: 'image',
  content: 'none',
  properties: {
    src: text(),
    mode: text('scaleToFill'),
    lazyLoad: flag(),
    webp: flag(),
    showMenuByLongpress: flag(),
    alt: text(),
  },
  observers: { src: load, mode: fit, ariaLabel: describe, alt: describe },
  attached(self) {
    const picture = self.element('img');
    picture.draggable = false;
    picture.alt = '';
    self.state['picture'] = picture;
    picture.addEventListener('load', () => {
      picture.style.visibility = '';
      fit(self);
      self.fire('load', { width: picture.naturalWidth, height: picture.naturalHeight });
    });
    picture.addEventListener('error', () => {
      // A phone shows nothing where a browser shows a broken picture.
      picture.style.visibility = 'hidden';
      if (textOf(self, 'src') !== '') self.fire('error', { errMsg: `GET ${textOf(self, 'src')} 404 (Not Found)` });
    });
    self.host.append(picture);
    describe(self);
    load(self);
  },
  css: `wx-image{display:inline-block;width:320px;height:240px;overflow:hidden;position:relative}
wx-image>img{display:block;width:100%;height:100%}`,
};

/** `<cover-image>` is an image that fills its box. */
export const coverImage: BuiltIn = {
  ...image,
  tag: 'cover-image',
  css: 'wx-cover-image{display:block;width:100%;overflow:hidden}wx-cover-image>img{display:block;width:100%;height:100%}',
};

function load(self: BuiltInSelf): void {
  const picture = self.state['picture'] as HTMLImageElement | undefined;
  if (picture === undefined) return;
  const source = textOf(self, 'src');
  if (source === '') {
    picture.removeAttribute('src');
    picture.style.visibility = 'hidden';
    return;
  }
  picture.style.visibility = '';
  picture.loading = flagOf(self, 'lazyLoad') ? 'lazy' : 'eager';
  picture.src = self.services.assetUrl(source, self.owner);
  fit(self);
}

function fit(self: BuiltInSelf): void {
  const picture = self.state['picture'] as HTMLImageElement | undefined;
  if (picture === undefined) return;
  const mode = textOf(self, 'mode');
  const { style } = picture;
  const fix = mode === 'widthFix' || mode === 'heightFix';
  style.width = mode === 'heightFix' ? 'auto' : '';
  style.height = mode === 'widthFix' ? 'auto' : '';
  style.objectFit = fix ? '' : (FITS[mode] ?? 'none');
  style.objectPosition = PLACES[mode] ?? '';
  setOwnStyle(self, mode === 'widthFix' ? 'height:auto' : mode === 'heightFix' ? 'width:auto' : '');
}

function describe(self: BuiltInSelf): void {
  const picture = self.state['picture'] as HTMLImageElement | undefined;
  const words = textOf(self, 'ariaLabel') || textOf(self, 'alt');
  if (picture === undefined || words === '') return;
  self.host.setAttribute('role', textOf(self, 'ariaRole') || 'img');
  self.host.setAttribute('aria-label', words);
}
