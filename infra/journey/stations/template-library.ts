import {
  downloadTemplate,
  getTemplateUpload,
  publishTemplate,
  registerRequestDomain,
} from '../../../services/control-plane/src/hosting/templates.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext } from '../journey-context.js';
import { expectThat, type Station } from '../station.js';

export const JOURNEY_TEMPLATE = 'retail';

/** The operator brings the template into WeChat's library: uploaded once per version with WeChat's tools, then moved from the draft box. */
export const templateLibrary: Station<JourneyContext> = {
  name: 'template in the library',
  async run({ operator, sandbox }) {
    const params = { templateId: JOURNEY_TEMPLATE };
    const { domain, refused } = await operator.call(registerRequestDomain);
    expectThat(refused.length === 0, `WeChat refused the runtime's domain ${refused.join(', ')}.`);
    const published = await operator.call(publishTemplate, { params }).catch(async (error: unknown) => {
      if (!(error instanceof ProblemAnswer) || error.problem.code !== 'template.draft_not_found') throw error;
      const { version, description } = await operator.call(getTemplateUpload, { params });
      const source = await operator.send(downloadTemplate, { params });
      await sandbox.uploadDraft(await source.arrayBuffer(), version, description);
      return operator.call(publishTemplate, { params });
    });
    return {
      count: 1,
      remark: `${JOURNEY_TEMPLATE} ${published.version} is template ${published.wechatTemplateId}${domain === null ? '' : `, domain ${domain}`}`,
    };
  },
};
