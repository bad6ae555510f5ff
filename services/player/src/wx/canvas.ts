import type { WxHost } from './host.js';
import { asynchronous, type Interfaces, numberOf, type Options, textOf, WxError } from './interface.js';
import type { TemporaryFiles } from './temporary-files.js';

type Context = CanvasRenderingContext2D;
type Surface = HTMLCanvasElement;

/** `setFillStyle(x)` of the older context is `fillStyle = x`. */
const SETTERS = [
  'fillStyle',
  'strokeStyle',
  'lineWidth',
  'lineCap',
  'lineJoin',
  'lineDashOffset',
  'miterLimit',
  'globalAlpha',
  'textAlign',
  'textBaseline',
  'globalCompositeOperation',
] as const;

/** Canvases by `canvas-id`, as older packages use them, and pictures made of any canvas. */
export function canvasInterfaces(host: WxHost, files: TemporaryFiles): Interfaces {
  const surfaceOf = (id: string): Surface | null => {
    const found = (selector: string) => host.top?.find(selector)?.querySelector('canvas') ?? null;
    const everywhere = host.top?.frame.document.querySelectorAll('wx-canvas') ?? [];
    const byCanvasId = [...everywhere].find((canvas) => canvasIdOf(canvas) === id)?.querySelector('canvas');
    return byCanvasId ?? found(`#${id}`);
  };
  return {
    createCanvasContext(id: string) {
      const context = surfaceOf(id)?.getContext('2d');
      if (!context) throw new Error(`createCanvasContext: there is no canvas "${id}"`);
      return olderContext(context, (path) => host.assetUrl(path, host.top?.route ?? ''));
    },
    canvasToTempFilePath: asynchronous(host, 'canvasToTempFilePath', async (options) => {
      const given = options['canvas'] as Surface | undefined;
      const surface = given ?? surfaceOf(textOf(options['canvasId']));
      if (!surface) throw new WxError('canvas is empty');
      return { tempFilePath: files.keep(await pictureOf(surface, options)) };
    }),
  };
}

function canvasIdOf(canvas: Element): unknown {
  return (canvas as { __wxElement?: { data?: { canvasId?: unknown } } }).__wxElement?.data?.canvasId;
}

/** Part of a canvas, in the size asked for. */
async function pictureOf(surface: Surface, options: Options): Promise<Blob> {
  const [x, y] = [numberOf(options['x'], 0), numberOf(options['y'], 0)];
  const width = numberOf(options['width'], surface.width - x);
  const height = numberOf(options['height'], surface.height - y);
  const picture = surface.ownerDocument.createElement('canvas');
  picture.width = numberOf(options['destWidth'], width);
  picture.height = numberOf(options['destHeight'], height);
  picture.getContext('2d')?.drawImage(surface, x, y, width, height, 0, 0, picture.width, picture.height);
  const type = options['fileType'] === 'jpg' ? 'image/jpeg' : 'image/png';
  const blob = await new Promise<Blob | null>((done) => {
    picture.toBlob(done, type, numberOf(options['quality'], 1));
  });
  if (!blob) throw new WxError('canvas is empty');
  return blob;
}

/** What is drawn waits for `draw`, which empties the canvas first unless told to keep what is there. */
function olderContext(context: Context, addressOf: (path: string) => string): object {
  let waiting: (() => void | Promise<void>)[] = [];
  const later =
    (work: (...values: never[]) => void | Promise<void>) =>
    (...values: unknown[]) => {
      waiting.push(() => work(...(values as never[])));
    };
  const setters = SETTERS.map((name) => [
    `set${name[0]?.toUpperCase()}${name.slice(1)}`,
    later((value: never) => {
      context[name] = value;
    }),
  ]);
  const own: Record<string, unknown> = {
    ...Object.fromEntries(setters),
    setFontSize: later((size: number) => {
      context.font = context.font.replace(/[\d.]+px/, `${size}px`);
    }),
    setLineDash: later((pattern: number[], offset = 0) => {
      context.setLineDash(pattern);
      context.lineDashOffset = offset;
    }),
    setShadow: later((x: number, y: number, blur: number, color: string) => {
      Object.assign(context, { shadowOffsetX: x, shadowOffsetY: y, shadowBlur: blur, shadowColor: color });
    }),
    drawImage: later(async (path: string, ...places: number[]) => {
      const image = new Image();
      image.src = addressOf(path);
      await image.decode();
      Reflect.apply(context.drawImage.bind(context), null, [image, ...places]);
    }),
    async draw(keeps?: boolean | (() => void), drawn?: () => void) {
      const [works, keep] = [waiting, keeps === true];
      waiting = [];
      if (!keep) context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      for (const work of works) await work();
      (typeof keeps === 'function' ? keeps : drawn)?.();
    },
    measureText: (text: string) => context.measureText(text),
  };
  return new Proxy(own, {
    get(target, name) {
      if (typeof name !== 'string' || name in target) return target[name as string];
      const value: unknown = Reflect.get(context, name, context);
      if (typeof value !== 'function') return value;
      if (/^(create|get|is)/.test(name)) return value.bind(context) as unknown;
      return later((...values) => void Reflect.apply(value, context, values));
    },
    set(_, name, value) {
      waiting.push(() => void Reflect.set(context, name, value, context));
      return true;
    },
  });
}
