import {
  getDevelopmentApplet,
  listTemplateUploads,
  saveDevelopmentApplet,
  uploadTemplate,
} from '../../../services/control-plane/src/hosting/direct.contract.js';
import {
  downloadTemplate,
  getTemplateUpload,
  publishTemplate,
  registerRequestDomain,
} from '../../../services/control-plane/src/hosting/templates.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext } from '../journey-context.js';
import { expectThat, JourneyFault, type Station, until } from '../station.js';

export const JOURNEY_TEMPLATE = 'retail';
const DEVELOPMENT_APP = 'wx00000000000000dd';

/**
 * The operator brings the template into WeChat's library: uploaded once per version by the official uploader, or where that is not
 * installed by hand with DevTools, then moved from the draft box.
 */
export const templateLibrary: Station<JourneyContext> = {
  name: 'template in the library',
  async run(context) {
    const { operator, uploaderExpected } = context;
    const params = { templateId: JOURNEY_TEMPLATE };
    const { domain, refused } = await operator.call(registerRequestDomain);
    expectThat(refused.length === 0, `WeChat refused the runtime's domain ${refused.join(', ')}.`);
    let road = 'was there';
    const published = await operator.call(publishTemplate, { params }).catch(async (error: unknown) => {
      if (!(error instanceof ProblemAnswer) || error.problem.code !== 'template.draft_not_found') throw error;
      road = uploaderExpected ? 'uploaded with miniprogram-ci' : 'uploaded by hand as with DevTools';
      await (uploaderExpected ? uploadDraft(context) : uploadByHand(context));
      return operator.call(publishTemplate, { params });
    });
    const at = domain === null ? '' : `, domain ${domain}`;
    return {
      count: 1,
      remark: `${JOURNEY_TEMPLATE} ${published.version} is template ${published.wechatTemplateId} (${road})${at}`,
    };
  },
};

async function uploadDraft({ operator, sandbox }: JourneyContext): Promise<void> {
  const params = { templateId: JOURNEY_TEMPLATE };
  const known = await operator.call(getDevelopmentApplet).catch((error: unknown) => {
    if (error instanceof ProblemAnswer && error.problem.code === 'development_applet.missing') return null;
    throw error;
  });
  if (known === null) {
    await sandbox.registerApp(DEVELOPMENT_APP, '模板开发');
    await sandbox.nameDevelopmentApp(DEVELOPMENT_APP);
    const privateKeyPem = await sandbox.newUploadKey(DEVELOPMENT_APP);
    await operator.call(saveDevelopmentApplet, { body: { appId: DEVELOPMENT_APP, privateKeyPem } });
  }
  await operator.call(uploadTemplate, { params });
  await until(
    async () => {
      const [upload] = (await operator.call(listTemplateUploads, { params })).items;
      if (upload?.state === 'failed') throw new JourneyFault(`The draft failed: ${upload.problem?.detail.en ?? ''}`);
      return upload?.state === 'uploaded' ? upload : null;
    },
    { seconds: 120, sentence: () => 'The draft was not uploaded in two minutes: does the uploader run?' },
  );
}

async function uploadByHand({ operator, sandbox }: JourneyContext): Promise<void> {
  const params = { templateId: JOURNEY_TEMPLATE };
  const { version, description } = await operator.call(getTemplateUpload, { params });
  const source = await operator.send(downloadTemplate, { params });
  await sandbox.uploadDraft(await source.arrayBuffer(), version, description);
}
