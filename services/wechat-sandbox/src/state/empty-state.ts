import type { SandboxState } from './model.js';
import { defaultSettings } from './sandbox-settings.js';

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
  },
  apps: {},
  pay: { platform: null, merchants: {}, orders: {}, refunds: {}, notices: [] },
  pushes: [],
  tasks: [],
  settings: defaultSettings(),
  // Audit ids of WeChat exceed 32 bits; a product that stores them in an int4 should notice here.
  counters: { template: 0, draft: 1, audit: 5_000_000_001, task: 1, push: 1, code: 1 },
  dailyCalls: {},
});
