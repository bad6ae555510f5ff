import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, flag, number, numberOf, text } from '../property.js';
import { dragged } from './drag.js';
import { spoken } from '../spoken.js';

const TILE_PX = 256;
const MOST_MARKERS = 200;

interface MapMarker {
  readonly id?: number | string;
  readonly latitude: number;
  readonly longitude: number;
  readonly iconPath?: string;
  readonly width?: number | string;
  readonly height?: number | string;
  readonly title?: string;
  readonly callout?: { readonly content?: string; readonly display?: string };
  readonly label?: { readonly content?: string };
}

const STAND_IN = { zh: '地图示意', en: 'Map stand-in' };
const NO_STREETS = {
  zh: '<map>：这里不画街道，手机上显示真实地图。',
  en: '<map>: drawn without streets here; a phone shows the real map.',
};

/** `<map>`: a stand-in. A drawn ground that says so, with markers where they would be and the coordinates; it can be moved. */
export const map: BuiltIn = {
  tag: 'map',
  content: 'slot',
  properties: {
    longitude: number(),
    latitude: number(),
    scale: number(16),
    minScale: number(3),
    maxScale: number(20),
    markers: any([]),
    covers: any([]),
    polyline: any([]),
    circles: any([]),
    controls: any([]),
    polygons: any([]),
    includePoints: any([]),
    showLocation: flag(),
    enableZoom: flag(true),
    enableScroll: flag(true),
    enableRotate: flag(),
    showCompass: flag(),
    showScale: flag(),
    subkey: text(),
    layerStyle: any(1),
    setting: any(),
    enablePoi: flag(true),
  },
  observers: {
    'longitude, latitude': (self) => {
      self.state['shift'] = { x: 0, y: 0 };
      draw(self);
    },
    'scale, markers, showLocation': draw,
  },
  attached(self) {
    self.services.remark(spoken(self, NO_STREETS));
    const ground = self.element('div', 'wxi-map');
    const note = self.element('div', 'wxi-map-note');
    self.host.prepend(ground, note);
    Object.assign(self.state, { ground, note, shift: { x: 0, y: 0 } });
    self.host.setAttribute('role', 'application');
    let from = { x: 0, y: 0 };
    dragged(self.host, {
      start() {
        from = { ...shiftOf(self) };
        return self.data['enableScroll'] !== false;
      },
      move({ dx, dy }) {
        self.state['shift'] = { x: from.x + dx, y: from.y + dy };
        draw(self);
      },
      end: () => self.fire('regionchange', { type: 'end', causedBy: 'drag' }),
    });
    self.host.addEventListener('click', ({ clientX, clientY }) => {
      const box = self.host.getBoundingClientRect();
      self.fire('tap', coordinates(self, clientX - box.left - box.width / 2, clientY - box.top - box.height / 2));
    });
    self.page.window.setTimeout(() => self.fire('updated', {}), 0);
    draw(self);
  },
  css: `wx-map{display:block;position:relative;width:300px;height:150px;overflow:hidden;background:#e8ede4;touch-action:none}
.wxi-map{position:absolute;inset:0;background-image:linear-gradient(#fff 6px,transparent 6px),linear-gradient(90deg,#fff 6px,transparent 6px),linear-gradient(#f4f6f1 2px,transparent 2px),linear-gradient(90deg,#f4f6f1 2px,transparent 2px);background-size:120px 120px,120px 120px,40px 40px,40px 40px}
.wxi-map-note{position:absolute;left:6px;bottom:6px;padding:2px 6px;border-radius:4px;background:rgba(255,255,255,.85);color:#4d5a48;font-size:11px;line-height:1.4;pointer-events:none}
.wxi-pin{position:absolute;display:flex;flex-direction:column;align-items:center;transform:translate(-50%,-100%);cursor:pointer}
.wxi-pin>i{width:20px;height:20px;border-radius:50% 50% 50% 0;background:#e64340;transform:rotate(-45deg);box-shadow:0 1px 3px rgba(0,0,0,.3)}
.wxi-pin>span{margin-bottom:8px;padding:3px 8px;border-radius:4px;background:#fff;color:#000;font-size:12px;white-space:nowrap;box-shadow:0 1px 3px rgba(0,0,0,.25)}
.wxi-here{position:absolute;width:14px;height:14px;box-sizing:border-box;border:3px solid #fff;border-radius:50%;background:#10aeff;transform:translate(-50%,-50%)}`,
};

function draw(self: BuiltInSelf): void {
  const { ground, note } = self.state as unknown as { ground?: HTMLElement; note?: HTMLElement };
  if (!ground || !note) return;
  const { x, y } = shiftOf(self);
  ground.style.backgroundPosition = `${x}px ${y}px`;
  const markers = Array.isArray(self.data['markers'])
    ? (self.data['markers'] as MapMarker[]).slice(0, MOST_MARKERS)
    : [];
  ground.replaceChildren(...markers.filter(hasPlace).map((marker) => pin(self, marker)));
  if (self.data['showLocation'] === true) {
    const here = self.element('i', 'wxi-here');
    Object.assign(here.style, { left: `calc(50% + ${x}px)`, top: `calc(50% + ${y}px)` });
    ground.append(here);
  }
  const { latitude, longitude } = coordinates(self, 0, 0);
  note.textContent = `${spoken(self, STAND_IN)} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  self.host.setAttribute('aria-label', note.textContent);
}

function pin(self: BuiltInSelf, marker: MapMarker): HTMLElement {
  const element = self.element('div', 'wxi-pin');
  const words = marker.callout?.content ?? marker.label?.content ?? marker.title;
  if (words) {
    const callout = self.element('span');
    callout.textContent = words;
    element.append(callout);
  }
  if (marker.iconPath) {
    const icon = self.element('img');
    icon.src = self.services.assetUrl(marker.iconPath, self.owner);
    icon.alt = '';
    icon.style.width = `${Number.parseFloat(String(marker.width ?? 24)) || 24}px`;
    element.append(icon);
  } else element.append(self.element('i'));
  const pixels = pixelsPerDegree(self);
  const { x, y } = shiftOf(self);
  const dx = (marker.longitude - numberOf(self, 'longitude')) * pixels.x + x;
  const dy = (numberOf(self, 'latitude') - marker.latitude) * pixels.y + y;
  Object.assign(element.style, { left: `calc(50% + ${dx}px)`, top: `calc(50% + ${dy}px)` });
  element.addEventListener('click', (event) => {
    event.stopPropagation();
    self.fire('markertap', { markerId: marker.id });
    if (words) self.fire('callouttap', { markerId: marker.id });
  });
  return element;
}

/** Mercator around the middle. */
function pixelsPerDegree(self: BuiltInSelf): { x: number; y: number } {
  const x = (TILE_PX * 2 ** numberOf(self, 'scale', 16)) / 360;
  return { x, y: x / Math.max(0.1, Math.cos((numberOf(self, 'latitude') * Math.PI) / 180)) };
}

function coordinates(self: BuiltInSelf, dx: number, dy: number): { latitude: number; longitude: number } {
  const pixels = pixelsPerDegree(self);
  const { x, y } = shiftOf(self);
  return {
    latitude: numberOf(self, 'latitude') - (dy - y) / pixels.y,
    longitude: numberOf(self, 'longitude') + (dx - x) / pixels.x,
  };
}

function shiftOf(self: BuiltInSelf): { x: number; y: number } {
  return self.state['shift'] as { x: number; y: number };
}

function hasPlace(marker: MapMarker | null): marker is MapMarker {
  return marker !== null && Number.isFinite(marker.latitude) && Number.isFinite(marker.longitude);
}
