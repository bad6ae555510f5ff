import type { Finding } from '../finding.js';
import type { AuditSubject } from './audit-subject.js';
import { checkCategories } from './category-checks.js';
import { checkContentSafety } from './content-safety-checks.js';
import { checkForcedLogin } from './login-checks.js';
import { checkPromotions } from './promotion-checks.js';
import { checkUnusedScopes } from './scope-checks.js';
import { checkWording } from './wording-checks.js';

/** What WeChat's reviewers, not its compilers, refuse a template for. */
export function auditTemplate(subject: AuditSubject): Finding[] {
  return [
    ...checkCategories(subject),
    ...checkUnusedScopes(subject),
    ...checkForcedLogin(subject),
    ...checkContentSafety(subject),
    ...checkPromotions(subject),
    ...checkWording(subject),
  ];
}
