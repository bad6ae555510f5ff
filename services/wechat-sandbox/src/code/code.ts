import type { Endpoint } from '../protocol/endpoint.js';
import { auditStatusEndpoints } from './audit-status.js';
import { auditSubmissionEndpoints } from './audit-submission.js';
import { categoryEndpoints } from './categories.js';
import { commitEndpoints } from './commit.js';
import { domainEndpoints } from './domains.js';
import { orderPathEndpoints } from './order-path.js';
import { grayReleaseEndpoints } from './gray-release.js';
import { platformDomainEndpoints } from './platform-domains.js';
import { privacyEndpoints } from './privacy.js';
import { releaseEndpoints } from './release.js';
import { templateEndpoints } from './template-library.js';
import { trialEndpoints } from './trial.js';

/** From the template library to the release: code-management.md. */
export const codeEndpoints: readonly Endpoint[] = [
  ...templateEndpoints,
  ...commitEndpoints,
  ...trialEndpoints,
  ...auditSubmissionEndpoints,
  ...auditStatusEndpoints,
  ...releaseEndpoints,
  ...grayReleaseEndpoints,
  ...domainEndpoints,
  ...platformDomainEndpoints,
  ...categoryEndpoints,
  ...privacyEndpoints,
  ...orderPathEndpoints,
];
