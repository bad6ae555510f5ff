import { KnobError } from '../protocol/knob-error.js';

/** What `GET/PUT /sandbox/settings` shows and changes. The README says what each means. */
export interface SandboxSettings {
  timeScale: number;
  privacyDetectionMs: number;
  auditMs: number;
  refundMs: number;
  ticketIntervalMs: number;
  auditRule: 'content' | 'approve' | 'reject' | 'manual';
  auditQuota: number;
  speedupQuota: number;
  noticeFaults: { lose: number; double: number; signTest: number };
  pushFaults: { lose: number; double: number };
  faults: Fault[];
  dailyLimits: Record<string, number>;
  allowedIps: string[] | null;
  domainRules: 'strict' | 'local';
  preAuthCodeSeconds: number;
  preAuthCodeUsedWhenOpened: boolean;
  rotateRefreshTokenOnRefresh: boolean;
  itemListRequired: boolean;
  missingPrivacyErrcode: number;
  checkExtAppid: boolean;
  unknownExtJsonKeys: 'ignore' | 'reject';
  versionDescMaxChars: number;
  unpaidCloseDays: number;
  checkPayerOpenid: boolean;
  checkReferer: boolean;
}

export interface Fault {
  path: string;
  appid?: string;
  errcode?: number;
  errmsg?: string;
  httpStatus?: number;
  code?: string;
  delayMs?: number;
  drop?: boolean;
  after?: boolean;
  times?: number;
}

export const defaultSettings = (): SandboxSettings => ({
  timeScale: 1,
  privacyDetectionMs: 1500,
  auditMs: 3000,
  refundMs: 1000,
  ticketIntervalMs: 600_000,
  auditRule: 'content',
  auditQuota: 500,
  speedupQuota: 5,
  noticeFaults: { lose: 0, double: 0, signTest: 0 },
  pushFaults: { lose: 0, double: 0 },
  faults: [],
  dailyLimits: {},
  allowedIps: null,
  domainRules: 'strict',
  preAuthCodeSeconds: 600,
  preAuthCodeUsedWhenOpened: false,
  rotateRefreshTokenOnRefresh: false,
  itemListRequired: false,
  missingPrivacyErrcode: 85086,
  checkExtAppid: true,
  unknownExtJsonKeys: 'ignore',
  versionDescMaxChars: 1000,
  unpaidCloseDays: 7,
  checkPayerOpenid: true,
  checkReferer: false,
});

const CHOICES: Record<string, readonly string[]> = {
  auditRule: ['content', 'approve', 'reject', 'manual'],
  domainRules: ['strict', 'local'],
  unknownExtJsonKeys: ['ignore', 'reject'],
};

/** Merges a partial change into the settings. Refuses unknown names and values of another kind, and then changes nothing. */
export function mergeSettings(current: SandboxSettings, change: Record<string, unknown>): SandboxSettings {
  const defaults: Record<string, unknown> = { ...defaultSettings() };
  for (const [name, value] of Object.entries(change)) {
    if (!(name in defaults)) throw new KnobError(400, `There is no setting "${name}".`);
    checkKind(name, value, defaults[name]);
  }
  const merged: SandboxSettings = { ...current, ...change };
  merged.noticeFaults = { ...current.noticeFaults, ...merged.noticeFaults };
  merged.pushFaults = { ...current.pushFaults, ...merged.pushFaults };
  return merged;
}

function checkKind(name: string, value: unknown, sample: unknown): void {
  const choices = CHOICES[name];
  if (choices && !choices.includes(value as string)) {
    throw new KnobError(400, `Setting "${name}" must be one of ${choices.join(', ')}.`);
  }
  if (name === 'allowedIps' && (value === null || isListOf(value, 'string'))) return;
  if (name === 'faults' && isListOf(value, 'object') && (value as Fault[]).every((f) => typeof f.path === 'string'))
    return;
  if (name === 'allowedIps' || name === 'faults')
    throw new KnobError(400, `Setting "${name}" must be a list as the README shows.`);
  if (typeof value !== typeof sample || value === null || Array.isArray(value)) {
    throw new KnobError(400, `Setting "${name}" must be a ${typeof sample}.`);
  }
  if (typeof value === 'number' && (!Number.isFinite(value) || value < 0 || (name === 'timeScale' && value === 0))) {
    throw new KnobError(
      400,
      `Setting "${name}" must be a number that is not negative${name === 'timeScale' ? ' and not 0' : ''}.`,
    );
  }
}

function isListOf(value: unknown, kind: 'string' | 'object'): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === kind && item !== null);
}
