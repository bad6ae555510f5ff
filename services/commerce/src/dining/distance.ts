/** Degrees, GCJ-02 as `wx.chooseLocation` answers. Two points of one system are as far apart as in any other. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_METERS = 6_371_008.8;

/** Metres as the crow flies (haversine), rounded. */
export function distanceMeters(from: Point, to: Point): number {
  const latitude = radians(to.latitude - from.latitude);
  const longitude = radians(to.longitude - from.longitude);
  const chord =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitude / 2) ** 2;
  return Math.round(2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(chord))));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
