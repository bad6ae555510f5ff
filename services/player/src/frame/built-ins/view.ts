import type { BuiltIn } from '../built-in.js';
import { HOVER } from './hover.js';

/** `<view>`: a box. */
export const view: BuiltIn = {
  tag: 'view',
  content: 'slot',
  properties: HOVER(),
  css: 'wx-view{display:block}',
};

/** `<cover-view>`: on a phone it may stand above native tags; here everything is one layer. */
export const coverView: BuiltIn = {
  tag: 'cover-view',
  content: 'slot',
  properties: HOVER(),
  css: 'wx-cover-view{display:block;position:relative;line-height:1.2;overflow:hidden;white-space:nowrap;pointer-events:auto}',
};
