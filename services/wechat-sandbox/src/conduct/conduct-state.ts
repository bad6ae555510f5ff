import { afterRelease } from '../login/users.js';
import type { ConductState, IcpState } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';

export const noFiling = (): IcpState => ({
  order: null,
  isCanceling: false,
  smsVerifyStatus: 1,
  verifyTasks: {},
  nextOutcome: 'approve',
  auditData: [],
});

export const conductOf = (app: App): ConductState =>
  (afterRelease(app).conduct ??= { privacyApplications: [], icp: noFiling() });
