import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces } from './interface.js';

/** The base library whose interfaces the player follows. */
const SDK_VERSION = '3.8.0';
const CAPSULE = { width: 87, height: 32, rightPx: 7, topPx: 6 };
const BASE_FONT_PX = 16;

/** What the phone and WeChat are: sizes are those of the phone shown, theme, language and text size as chosen for it. */
export function systemInterfaces(host: WxHost): Interfaces {
  const { settings, chrome } = host;
  const windowInfo = () => {
    const { screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, bottomPx } = chrome.metrics();
    const bottom = screenHeight - bottomPx;
    return {
      pixelRatio: window.devicePixelRatio,
      screenWidth,
      screenHeight,
      windowWidth,
      windowHeight,
      statusBarHeight,
      screenTop: screenHeight - windowHeight,
      safeArea: {
        left: 0,
        right: screenWidth,
        top: statusBarHeight,
        bottom,
        width: screenWidth,
        height: bottom - statusBarHeight,
      },
    };
  };
  const appBaseInfo = () => ({
    SDKVersion: SDK_VERSION,
    enableDebug: false,
    host: { env: 'WeChat', appId: '', version: 0 },
    language: settings.language === 'en' ? 'en' : 'zh_CN',
    version: '8.0.50',
    // Undefined without "darkmode", as WeChat documents it.
    theme: host.config.app.darkmode ? host.theme : undefined,
    fontSizeScaleFactor: settings.fontScale,
    fontSizeSetting: BASE_FONT_PX * settings.fontScale,
  });
  const deviceInfo = () => ({
    abi: 'arm64-v8a',
    deviceAbi: 'arm64-v8a',
    benchmarkLevel: 40,
    brand: 'iPhone',
    model: chrome.metrics().model,
    system: 'iOS 17.0',
    platform: 'ios',
    cpuType: 'A15',
    memorySize: '6144',
  });
  const systemSetting = () => ({
    bluetoothEnabled: true,
    locationEnabled: true,
    wifiEnabled: true,
    deviceOrientation: 'portrait',
  });
  const authorizeSetting = () => ({
    albumAuthorized: 'authorized',
    cameraAuthorized: 'authorized',
    locationAuthorized: 'authorized',
    notificationAuthorized: 'authorized',
  });
  const systemInfo = () => ({
    ...windowInfo(),
    ...appBaseInfo(),
    ...deviceInfo(),
    ...systemSetting(),
    notificationEnabled: true,
    cameraAuthorized: true,
    locationAuthorized: true,
  });
  const extConfig = () => structuredCloneOf(host.package.extJson.ext ?? {});
  return {
    getWindowInfo: windowInfo,
    getAppBaseInfo: appBaseInfo,
    getDeviceInfo: deviceInfo,
    getSystemSetting: systemSetting,
    getAppAuthorizeSetting: authorizeSetting,
    getSystemInfoSync: systemInfo,
    getSkylineInfoSync: () => ({ isSupported: false, version: '', reason: 'client not supported' }),
    getRendererUserAgent: undefined,
    getMenuButtonBoundingClientRect: () => {
      const { screenWidth, statusBarHeight } = chrome.metrics();
      const top = statusBarHeight + CAPSULE.topPx;
      const right = screenWidth - CAPSULE.rightPx;
      const { width, height } = CAPSULE;
      return { width, height, top, bottom: top + height, left: right - width, right };
    },
    getAccountInfoSync: () => ({
      miniProgram: {
        appId: host.package.appId,
        envVersion: host.package.envVersion ?? 'develop',
        version: host.package.version ?? '',
      },
      plugin: {},
    }),
    getExtConfigSync: extConfig,
    getLaunchOptionsSync: () => ({ ...host.launch }),
    getEnterOptionsSync: () => ({ ...host.launch }),
    getApiCategory: () => 'default',
    isVKSupport: () => false,
    getUpdateManager: () => ({
      onCheckForUpdate: (listener: (answer: object) => void) => {
        window.setTimeout(() => listener({ hasUpdate: false }), 0);
      },
      onUpdateReady: () => {},
      onUpdateFailed: () => {},
      applyUpdate: () => host.restart(),
    }),
    getPerformance: () => performance,
    getLogManager: () => logManager(host),
    getRealtimeLogManager: () => logManager(host),
    reportEvent: () => {},
    reportAnalytics: () => {},
    reportMonitor: () => {},
    reportPerformance: () => {},
    nextTick: (work: () => void) => {
      queueMicrotask(() => {
        if (host.running && typeof work === 'function') work();
      });
    },
    ...allAsynchronous(host, {
      getSystemInfo: systemInfo,
      getSystemInfoAsync: systemInfo,
      getExtConfig: () => ({ extConfig: extConfig() }),
      getSkylineInfo: () => ({ isSupported: false, version: '', reason: 'client not supported' }),
      updateWeChatApp: () => {},
    }),
  };
}

function logManager(host: WxHost) {
  const log = (...values: unknown[]) => host.chrome.console.forPackage()['log']?.(...values);
  return { log, info: log, warn: log, error: log, debug: log, setFilterMsg: () => {}, addFilterMsg: () => {} };
}

const structuredCloneOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
