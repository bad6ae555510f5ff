import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, textOf } from './interface.js';
import { says } from './navigation.js';

let clipboard = '';

/** Clipboard, calls, network, vibration, keyboard. */
export function deviceInterfaces(host: WxHost): Interfaces {
  const { chrome } = host;
  return {
    base64ToArrayBuffer: (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer,
    arrayBufferToBase64: (bytes: ArrayBuffer) =>
      btoa([...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join('')),
    getRandomValuesSync: undefined,
    ...allAsynchronous(host, {
      setClipboardData: ({ data }) => {
        clipboard = textOf(data);
        chrome.layers.toast(chrome.texts.copied, 'none', 1500, false);
      },
      getClipboardData: () => ({ data: clipboard }),
      makePhoneCall: ({ phoneNumber }) => says(host, `${chrome.texts.call} ${textOf(phoneNumber)}`),
      vibrateShort: () => {},
      vibrateLong: () => {},
      getNetworkType: () => ({ networkType: 'wifi', signalStrength: 0, hasSystemProxy: false }),
      hideKeyboard: () => {
        const field = host.top?.frame.document.activeElement;
        (field as HTMLElement | null | undefined)?.blur?.();
      },
      getSelectedTextRange: () => ({ start: 0, end: 0 }),
      setKeepScreenOn: () => {},
      setScreenBrightness: () => {},
      getScreenBrightness: () => ({ value: 1 }),
      getBatteryInfo: () => ({ level: 80, isCharging: true }),
      loadFontFace: ({ family, source }) => {
        const page = host.top;
        const face = new FontFace(textOf(family), textOf(source));
        return face.load().then((loaded) => {
          page?.frame.document.fonts.add(loaded);
          return { status: 'loaded' };
        });
      },
      getRandomValues: ({ length }) => ({
        randomValues: crypto.getRandomValues(new Uint8Array(Number(length) || 0)).buffer,
      }),
      addPhoneContact: () => {},
      setVisualEffectOnCapture: () => {},
      preloadAssets: () => {},
      setWindowSize: () => {},
    }),
  };
}
