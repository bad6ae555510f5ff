import { PNG } from 'pngjs';
import { ALLOWED_PIXELS, difference } from './golden-pictures.js';

const SIZE = { width: 375, height: 100 };

describe('the comparison with golden pictures', () => {
  it('finds no difference between a picture and itself', () => {
    expect(difference(withBox(10, 10), withBox(10, 10))).toMatchObject({ size: true, differing: 0 });
  });

  it('notices a box that has moved by one pixel both ways', () => {
    const { differing } = difference(withBox(10, 10), withBox(11, 11));

    expect(differing).toBeGreaterThan(ALLOWED_PIXELS.exact);
  });

  it('notices a box that is missing, also where letters are soft', () => {
    const { differing } = difference(withBox(10, 10), withBox(400, 10));

    expect(differing).toBeGreaterThan(ALLOWED_PIXELS.soft);
  });

  it('lets a slightly different white pass', () => {
    expect(difference(withBox(10, 10, 255), withBox(10, 10, 252)).differing).toBe(0);
  });

  it('calls pictures of different size different', () => {
    const taller = PNG.sync.write(new PNG({ width: 375, height: 101 }));

    expect(difference(withBox(10, 10), taller).size).toBe(false);
  });
});

/** A dark box of 60 × 40 on a light ground. */
function withBox(left: number, top: number, ground = 255): Buffer {
  const picture = new PNG(SIZE);
  for (let y = 0; y < SIZE.height; y += 1) {
    for (let x = 0; x < SIZE.width; x += 1) {
      const inside = x >= left && x < left + 60 && y >= top && y < top + 40;
      picture.data.set(
        [inside ? 59 : ground, inside ? 125 : ground, inside ? 216 : ground, 255],
        (y * SIZE.width + x) * 4,
      );
    }
  }
  return PNG.sync.write(picture);
}
