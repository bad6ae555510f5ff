import type { BuiltIn } from './built-in.js';
import { button } from './built-ins/button.js';
import { canvas } from './built-ins/canvas.js';
import { checkbox, checkboxGroup, radio, radioGroup } from './built-ins/choice.js';
import { form, label } from './built-ins/form.js';
import { icon } from './built-ins/icon.js';
import { coverImage, image } from './built-ins/image.js';
import { input } from './built-ins/input.js';
import { map } from './built-ins/map.js';
import { audio, video } from './built-ins/media.js';
import { movableArea, movableView } from './built-ins/movable.js';
import { navigator } from './built-ins/navigator.js';
import { matchMedia, pageContainer, rootPortal } from './built-ins/overlays.js';
import { navigationBar, pageMeta } from './built-ins/page-meta.js';
import { picker } from './built-ins/picker.js';
import { pickerView, pickerViewColumn } from './built-ins/picker-view.js';
import { progress } from './built-ins/progress.js';
import { richText } from './built-ins/rich-text.js';
import { scrollView } from './built-ins/scroll-view.js';
import { slider } from './built-ins/slider.js';
import { standIns } from './built-ins/stand-ins.js';
import { swiper, swiperItem } from './built-ins/swiper.js';
import { switchButton } from './built-ins/switch.js';
import { text } from './built-ins/text.js';
import { textarea } from './built-ins/textarea.js';
import { coverView, view } from './built-ins/view.js';
import { withCommon } from './common.js';

/** All built-ins, each from its own file, with what all tags have. */
export const BUILT_INS: readonly BuiltIn[] = [
  view,
  coverView,
  text,
  image,
  coverImage,
  icon,
  button,
  form,
  label,
  input,
  textarea,
  checkbox,
  checkboxGroup,
  radio,
  radioGroup,
  switchButton,
  slider,
  picker,
  pickerView,
  pickerViewColumn,
  scrollView,
  swiper,
  swiperItem,
  movableArea,
  movableView,
  navigator,
  richText,
  progress,
  video,
  audio,
  canvas,
  map,
  pageMeta,
  navigationBar,
  rootPortal,
  pageContainer,
  matchMedia,
  ...standIns,
].map(withCommon);
