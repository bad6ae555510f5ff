import sharp from 'sharp';

export const renditionWidths = [200, 400, 800] as const;
export type RenditionFormat = 'jpg' | 'webp';

export interface Rendition {
  readonly width: number;
  readonly format: RenditionFormat;
  readonly bytes: Buffer;
}

// A picture of 5 MB can claim to be a thousand times as large when it is unpacked.
const MAX_PIXELS = 40_000_000;
const MAX_SECONDS = 10;

// One picture after the other, each by one thread: a worker's memory holds one unpacked picture, not as many as there are jobs.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Smaller copies of a picture, each as JPEG and WebP, upright and without what a camera writes beside it. None are made wider than the
 * picture is; what moves, what is broken and what would be too large unpacked has none.
 */
export async function makeRenditions(picture: Buffer): Promise<Rendition[]> {
  const source = await measured(picture);
  if (source === null) return [];
  const renditions: Rendition[] = [];
  for (const width of renditionWidths.filter((own) => own < source.width)) {
    for (const format of ['jpg', 'webp'] as const) {
      const bytes = await scaled(picture, width, format);
      // Whatever is broken is so in every size.
      if (bytes === null) return [];
      renditions.push({ width, format, bytes });
    }
  }
  return renditions;
}

async function measured(picture: Buffer): Promise<{ readonly width: number } | null> {
  try {
    const {
      width,
      height,
      pages = 1,
      orientation = 1,
      format,
    } = await sharp(picture, { limitInputPixels: MAX_PIXELS }).metadata();
    const isPicture = format === 'jpeg' || format === 'png' || format === 'webp' || format === 'gif';
    if (!isPicture || pages > 1 || width * height > MAX_PIXELS) return null;
    // Stored lying on its side, it is as wide as it is high.
    return { width: orientation >= 5 ? height : width };
  } catch {
    return null;
  }
}

async function scaled(picture: Buffer, width: number, format: RenditionFormat): Promise<Buffer | null> {
  const image = sharp(picture, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
    .rotate()
    .resize({ width, withoutEnlargement: true })
    .timeout({ seconds: MAX_SECONDS });
  try {
    if (format === 'webp') return await image.webp({ quality: 80 }).toBuffer();
    return await image.flatten({ background: '#ffffff' }).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
  } catch {
    return null;
  }
}
