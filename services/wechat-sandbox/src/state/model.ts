/**
 * What the sandbox remembers beside accounts (`app.model.ts`) and payments (`pay.model.ts`): plain data.
 *
 * Rule: a number (or list of numbers) that names an instant ends in `At` and is in milliseconds since 1970. `ageing.ts` relies
 * on that name to make the whole world older.
 */
import type { Token } from './token.model.js';

export interface ComponentState {
  tickets: { value: string; issuedAt: number }[];
  tokens: Token[];
  preAuthCodes: Record<string, { expiresAt: number; used: boolean; opened: boolean }>;
  authCodes: Record<string, { appid: string; expiresAt: number; exchanged: boolean }>;
  drafts: Draft[];
  templates: Template[];
  serverDomains: DomainVersions;
  jumpDomains: DomainVersions;
  domainEditsAt: number[];
  auditsSubmittedAt: number[];
  speedupsAt: number[];
  /** When the platform's own counters were cleared. */
  quotaClearsAt: number[];
}

export interface DomainVersions {
  published: string[];
  testing: string[];
}

export interface Draft {
  draftId: number;
  userVersion: string;
  userDesc: string;
  sourceAppid: string;
  developer: string;
  createdAt: number;
  source: TemplateSource;
}

export interface Template extends Draft {
  templateId: number;
  templateType: number;
}

/** What commit, privacy detection and audits need of a mini-program source; the files themselves are not kept. */
export interface TemplateSource {
  appJson: Record<string, unknown>;
  /** Paths of the main package's pages, then `<root>/<page>` of each subpackage. */
  pages: string[];
  sizes: { main: number; subPackages: Record<string, number>; total: number };
  /** Names of `wx.` calls and form features that touch personal data, e.g. `chooseAddress`, `getPhoneNumber`. */
  privacyApis: string[];
  ignoredFiles: string[];
  sha256: string;
}

/** Work that falls due; survives a restart. */
export interface Task {
  id: number;
  kind:
    | 'ticket'
    | 'push'
    | 'audit-verdict'
    | 'refund'
    | 'notice'
    | 'sharing'
    | 'sharing-return'
    | 'media-check'
    | 'privacy-verdict'
    | 'icp-step'
    | 'trade-remind'
    | 'trade-confirm'
    | 'trade-settle';
  ref: string;
  dueAt: number;
}

export interface Push {
  id: number;
  kind: 'auth' | 'message';
  /** InfoType or Event. */
  event: string;
  appid: string;
  url: string | null;
  plaintext: string;
  state: 'pending' | 'delivered' | 'failed' | 'lost' | 'unconfigured';
  attempts: number;
  lastAnswer: string | null;
  createdAt: number;
  /** Waits until a later one has gone (`pushFaults.reorder`). */
  isHeld?: boolean;
  /** Its first attempt is preceded by a copy with a wrong signature (`pushFaults.forge`), and what that was answered. */
  isForged?: boolean;
  forgedAnswer?: string;
}
