export interface PullListener {
  /** Whether a pull may begin here and now. */
  begins(event: Event): boolean;
  /** Pixels that the finger is below where it began, halved as rubber; the scrolling is held back while above 0. */
  pulled(px: number): void;
  released(px: number): void;
}

/** A finger or a mouse that pulls something down which is at its top. */
export function watchPull(element: HTMLElement, listener: PullListener): void {
  let from: number | null = null;
  let pulledPx = 0;
  const grab = (event: Event, y: number | undefined) => {
    from = y !== undefined && listener.begins(event) ? y : null;
    pulledPx = 0;
  };
  const pull = (event: Event, y: number | undefined) => {
    if (from === null || y === undefined) return;
    const px = Math.max(0, y - from) / 2;
    if (px === 0 && pulledPx === 0) {
      // The first move was upwards: this is scrolling.
      if (y < from) from = null;
      return;
    }
    if (event.cancelable) event.preventDefault();
    pulledPx = px;
    listener.pulled(px);
  };
  const release = () => {
    if (from === null) return;
    from = null;
    if (pulledPx > 0) listener.released(pulledPx);
  };
  // Not passive: a pull must be able to hold the scrolling back.
  const options = { passive: false, capture: true } as const;
  element.addEventListener('touchstart', (event) => grab(event, event.touches[0]?.clientY), options);
  element.addEventListener('touchmove', (event) => pull(event, event.touches[0]?.clientY), options);
  for (const type of ['touchend', 'touchcancel']) element.addEventListener(type, release, options);
  // Fingers stay with the element on which they were put; a mouse has to be followed.
  const { ownerDocument: document } = element;
  const follow = (event: MouseEvent) => pull(event, event.clientY);
  const lift = () => {
    document.removeEventListener('mousemove', follow, options);
    document.removeEventListener('mouseup', lift, options);
    release();
  };
  element.addEventListener(
    'mousedown',
    (event) => {
      grab(event, event.clientY);
      document.addEventListener('mousemove', follow, options);
      document.addEventListener('mouseup', lift, options);
    },
    options,
  );
}
