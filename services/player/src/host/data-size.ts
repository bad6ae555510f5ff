import { component } from 'glass-easel-miniprogram-adapter';

/** What WeChat lets one `setData` carry to the page at once without complaint. */
const MOST_BYTES = 256 * 1024;

type Changes = Readonly<Record<string, unknown>>;
interface SetsData {
  readonly is: string;
  setData(this: SetsData, changes: Changes, done?: () => void): void;
}

let told: (text: string) => void = () => {};

/** Remarks on every `setData` that is too large for a phone. Wraps the framework's method once per window. */
export function watchDataSize(remark: (text: string) => void): void {
  told = remark;
  const { prototype } = (component as unknown as { ComponentCaller: { prototype: SetsData & { watched?: true } } })
    .ComponentCaller;
  if (prototype.watched) return;
  const setData = Reflect.get(prototype, 'setData');
  prototype.watched = true;
  prototype.setData = function (changes, done) {
    const size = sizeUpTo(changes, MOST_BYTES);
    if (size > MOST_BYTES) told(`${this.is}: setData > 256 KB (${Object.keys(changes).slice(0, 5).join(', ')})`);
    setData.call(this, changes, done);
  };
}

/** About how long the value is as JSON; counting ends once it is past `limit`. */
export function sizeUpTo(value: unknown, limit: number): number {
  const waiting: unknown[] = [value];
  const seen = new Set<object>();
  let size = 0;
  for (let each = waiting.pop(); size <= limit; each = waiting.pop()) {
    if (typeof each === 'string') size += each.length + 2;
    else if (typeof each === 'object' && each !== null) {
      if (!seen.has(each)) {
        seen.add(each);
        for (const [key, inner] of Object.entries(each)) {
          size += key.length + 3;
          waiting.push(inner);
        }
      }
    } else size += 5;
    if (waiting.length === 0) break;
  }
  return size;
}
