import { flag, number, text } from '../property.js';

/** `hover-class` and its times; the frame's own pointer listener reads them. */
export const HOVER = (hoverClass = 'none') =>
  ({
    hoverClass: text(hoverClass),
    hoverStopPropagation: flag(),
    hoverStartTime: number(50),
    hoverStayTime: number(400),
  }) as const;
