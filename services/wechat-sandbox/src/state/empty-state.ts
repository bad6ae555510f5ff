import { Accounts } from './accounts.js';
import { DailyCalls } from './daily-calls.js';
import { emptyPay } from './pay-upgrade.js';
import { defaultSettings } from './sandbox-settings.js';
import type { SandboxState } from './sandbox-state.js';
import { TaskQueue } from './task-queue.js';

export const emptyState = (): SandboxState => ({
  component: {
    tickets: [],
    tokens: [],
    preAuthCodes: {},
    authCodes: {},
    drafts: [],
    templates: [],
    serverDomains: { published: [], testing: [] },
    jumpDomains: { published: [], testing: [] },
    domainEditsAt: [],
    auditsSubmittedAt: [],
    speedupsAt: [],
    quotaClearsAt: [],
  },
  apps: new Accounts(),
  pay: emptyPay(),
  pushes: [],
  tasks: new TaskQueue(),
  settings: defaultSettings(),
  // Audit ids of WeChat exceed 32 bits; a product that stores them in an int4 should notice here.
  counters: { template: 0, draft: 1, audit: 5_000_000_001, task: 1, push: 1, code: 1, seeds: 0 },
  dailyCalls: new DailyCalls(),
});
