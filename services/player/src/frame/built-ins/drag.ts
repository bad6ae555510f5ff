export interface DragPoint {
  readonly x: number;
  readonly y: number;
  /** From where it began. */
  readonly dx: number;
  readonly dy: number;
}

export interface DragListener {
  /** False: leave this one to others. */
  start(point: DragPoint, event: PointerEvent): boolean | void;
  move(point: DragPoint, event: PointerEvent): void;
  /** `speed` in pixels per second at the end. */
  end(point: DragPoint, speed: { readonly x: number; readonly y: number }, event: PointerEvent): void;
}

/**
 * A finger or a mouse that is put down, moved and lifted. Elements say with `touch-action` which direction stays the browser's own;
 * when the browser takes the gesture for scrolling, the drag ends where it is.
 */
export function dragged(element: HTMLElement, listener: DragListener): void {
  let from: { readonly x: number; readonly y: number; readonly id: number } | null = null;
  let last = { x: 0, y: 0, at: 0 };
  let speed = { x: 0, y: 0 };
  const pointOf = ({ clientX: x, clientY: y }: PointerEvent): DragPoint => ({
    x,
    y,
    dx: x - (from?.x ?? x),
    dy: y - (from?.y ?? y),
  });
  // On the document: a quick mouse has left the element before it is captured.
  const { ownerDocument: document } = element;
  element.addEventListener('pointerdown', (event) => {
    if (from !== null || (event.pointerType === 'mouse' && event.button !== 0)) return;
    if (listener.start(pointOf(event), event) === false) return;
    from = { x: event.clientX, y: event.clientY, id: event.pointerId };
    last = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    speed = { x: 0, y: 0 };
    document.addEventListener('pointermove', follow, true);
    document.addEventListener('pointerup', lift, true);
    document.addEventListener('pointercancel', lift, true);
  });
  const follow = (event: PointerEvent) => {
    if (from?.id !== event.pointerId) return;
    const elapsed = Math.max(1, event.timeStamp - last.at);
    speed = { x: ((event.clientX - last.x) / elapsed) * 1000, y: ((event.clientY - last.y) / elapsed) * 1000 };
    last = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    const point = pointOf(event);
    // Not at once: a captured pointer would swallow the tap on what stands inside.
    if (Math.hypot(point.dx, point.dy) > 3 && !element.hasPointerCapture(event.pointerId))
      element.setPointerCapture(event.pointerId);
    listener.move(point, event);
  };
  const lift = (event: PointerEvent) => {
    if (from?.id !== event.pointerId) return;
    const point = pointOf(event);
    from = null;
    document.removeEventListener('pointermove', follow, true);
    document.removeEventListener('pointerup', lift, true);
    document.removeEventListener('pointercancel', lift, true);
    listener.end(point, speed, event);
  };
}
