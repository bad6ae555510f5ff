export interface ImageType {
  readonly extension: 'png' | 'jpg' | 'gif' | 'webp' | 'svg';
  readonly contentType: string;
}

const types = {
  png: { extension: 'png', contentType: 'image/png' },
  jpg: { extension: 'jpg', contentType: 'image/jpeg' },
  gif: { extension: 'gif', contentType: 'image/gif' },
  webp: { extension: 'webp', contentType: 'image/webp' },
  svg: { extension: 'svg', contentType: 'image/svg+xml' },
} as const satisfies Record<string, ImageType>;

/** What the bytes are, whatever their sender calls them; null when they are no image we serve. */
export function sniffImage(bytes: Buffer): ImageType | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return types.png;
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return types.jpg;
  if (/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return types.gif;
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return types.webp;
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(bytes.toString('utf8', 0, 1000))) return types.svg;
  return null;
}

export function imageContentType(extension: string): string | null {
  return Object.hasOwn(types, extension) ? types[extension as keyof typeof types].contentType : null;
}
