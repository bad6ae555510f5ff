import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, flag, flagOf, number, numberOf, text, textOf } from '../property.js';

/** What the mini-program hears of each of the browser's own events. */
const EVENTS: Readonly<Record<string, string>> = {
  play: 'play',
  pause: 'pause',
  ended: 'ended',
  waiting: 'waiting',
  loadedmetadata: 'loadedmetadata',
};

/** `<video>`: the browser's own player. Tags inside it lie over the picture, as cover views do. */
export const video: BuiltIn = {
  tag: 'video',
  content: 'slot',
  properties: {
    src: text(),
    poster: text(),
    duration: any(),
    controls: flag(true),
    autoplay: flag(),
    loop: flag(),
    muted: flag(),
    initialTime: number(),
    objectFit: text('contain'),
    title: text(),
    showFullscreenBtn: flag(true),
    showPlayBtn: flag(true),
    showCenterPlayBtn: flag(true),
    showProgress: flag(true),
    showMuteBtn: flag(),
    enableProgressGesture: flag(true),
    enablePlayGesture: flag(),
    playBtnPosition: text('bottom'),
    pageGesture: flag(),
    direction: any(),
    danmuList: any(),
    danmuBtn: flag(),
    enableDanmu: flag(),
  },
  observers: { 'src, poster, controls, autoplay, loop, muted, objectFit': dress },
  attached(self) {
    const media = self.element('video', 'wxi-video');
    media.playsInline = true;
    media.preload = 'metadata';
    self.state['media'] = media;
    self.host.prepend(media);
    report(self, media);
    media.addEventListener('loadedmetadata', () => {
      media.currentTime = Math.max(0, numberOf(self, 'initialTime'));
    });
    dress(self);
  },
  methods: { media: (self) => self.state['media'] },
  css: `wx-video{display:inline-block;position:relative;width:300px;height:225px;overflow:hidden;background:#000}
.wxi-video{position:absolute;inset:0;width:100%;height:100%;background:#000}`,
};

/** `<audio>`: a strip with the browser's controls; older pages use it. */
export const audio: BuiltIn = {
  tag: 'audio',
  content: 'none',
  properties: { src: text(), poster: text(), name: text(), author: text(), controls: flag(), loop: flag() },
  observers: { 'src, controls, loop': dress },
  attached(self) {
    const media = self.element('audio');
    media.preload = 'none';
    self.state['media'] = media;
    self.host.append(media);
    report(self, media);
    dress(self);
  },
  methods: { media: (self) => self.state['media'] },
  css: 'wx-audio{display:inline-block}wx-audio>audio{display:block;width:300px}wx-audio>audio:not([controls]){display:none}',
};

function dress(self: BuiltInSelf): void {
  const media = self.state['media'] as HTMLVideoElement | HTMLAudioElement;
  const source = textOf(self, 'src');
  const url = source === '' ? '' : self.services.assetUrl(source, self.owner);
  if (url === '') media.removeAttribute('src');
  else if (media.getAttribute('src') !== url) media.src = url;
  media.controls = flagOf(self, 'controls');
  media.loop = flagOf(self, 'loop');
  media.muted = flagOf(self, 'muted');
  media.autoplay = flagOf(self, 'autoplay');
  if (!('poster' in media)) return;
  const poster = textOf(self, 'poster');
  media.poster = poster === '' ? '' : self.services.assetUrl(poster, self.owner);
  media.style.objectFit = textOf(self, 'objectFit');
}

function report(self: BuiltInSelf, media: HTMLMediaElement): void {
  for (const [own, name] of Object.entries(EVENTS))
    media.addEventListener(own, () => self.fire(name, { duration: media.duration, ...sizeOf(media) }));
  media.addEventListener('timeupdate', () =>
    self.fire('timeupdate', { currentTime: media.currentTime, duration: media.duration }),
  );
  media.addEventListener('error', () => {
    // Without a source the browser calls it an error, too.
    if (textOf(self, 'src') !== '')
      self.fire('error', { errMsg: `MEDIA_ERR ${media.error?.message || media.error?.code || ''}`.trim() });
  });
}

function sizeOf(media: HTMLMediaElement): Readonly<Record<string, number>> {
  const { videoHeight, videoWidth } = media as Partial<HTMLVideoElement>;
  return videoWidth === undefined ? {} : { width: videoWidth, height: videoHeight ?? 0 };
}
