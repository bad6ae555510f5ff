/**
 * Everything the sandbox remembers. Plain data: it is written to the snapshot as it is.
 *
 * Rule: a number (or list of numbers) that names an instant ends in `At` and is in milliseconds since 1970. `ageing.ts` relies
 * on that name to make the whole world older.
 */
import type { App } from './app.model.js';
import type { PayState } from './pay.model.js';
import type { SandboxSettings } from './sandbox-settings.js';
import type { Token } from './token.model.js';

export interface SandboxState {
  component: ComponentState;
  apps: Record<string, App>;
  pay: PayState;
  pushes: Push[];
  tasks: Task[];
  settings: SandboxSettings;
  counters: { template: number; draft: number; audit: number; task: number; push: number; code: number };
  /** Calls of each `path appid day` for daily limits and quota/get. */
  dailyCalls: Record<string, number>;
}

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
  kind: 'ticket' | 'push' | 'audit-verdict' | 'refund' | 'notice';
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
}
