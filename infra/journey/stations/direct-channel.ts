import {
  getDirectUpload,
  getDirectUploadQrCode,
  requestDirectUpload,
  saveUploadKey,
} from '../../../services/control-plane/src/hosting/direct.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { expectThat, JourneyFault, type Station, until } from '../station.js';

const ROBOT = 1;

/** One merchant uploads with a key of its own: a preview to scan, then a development version in WeChat's console. */
export const directChannel: Station<JourneyContext> = {
  name: 'direct upload',
  async run(context, progress) {
    const { agency, sandbox, travellers, uploaderExpected } = context;
    if (!uploaderExpected)
      return { count: 0, remark: 'left out: the official uploader is not installed (npm run uploader:install)' };
    const traveller = travellers.find(({ buildId }) => buildId !== undefined);
    if (!traveller) throw new JourneyFault('No merchant has a package to upload.');
    const params = { merchantId: traveller.merchantId, appId: traveller.appId };
    const privateKeyPem = await sandbox.newUploadKey(traveller.appId);
    await agency.call(saveUploadKey, { params, body: { privateKeyPem } });

    progress(0, 2, 'preview');
    const preview = await uploaded(context, traveller, 'preview');
    const picture = await agency.send(getDirectUploadQrCode, {
      params: { merchantId: traveller.merchantId, uploadId: preview.id },
    });
    const isJpeg = Buffer.from(await picture.arrayBuffer())
      .subarray(0, 3)
      .equals(Buffer.from([0xff, 0xd8, 0xff]));
    expectThat(picture.ok && isJpeg, 'The preview has no picture to scan.');
    progress(1, 2, 'upload');
    const upload = await uploaded(context, traveller, 'upload');

    const shown = (await sandbox.developmentVersions(traveller.appId)).find(({ kind }) => kind === 'upload');
    expectThat(
      shown?.version === upload.version && shown.robot === ROBOT,
      `WeChat's console does not show ${upload.version} of ${traveller.appId}.`,
    );
    const bytes = upload.sizes?.[0]?.sizeBytes ?? 0;
    return {
      count: 2,
      remark: `${traveller.name}: preview, and ${upload.version} (${Math.round(bytes / 1024)} KB) as a development version`,
    };
  },
};

async function uploaded({ agency }: JourneyContext, traveller: Traveller, kind: 'upload' | 'preview') {
  const { merchantId, appId, buildId = '' } = traveller;
  const { id } = await agency.call(requestDirectUpload, {
    params: { merchantId, appId },
    body: { buildId, kind, robot: ROBOT },
  });
  let said = 'it was not taken up; does the uploader run?';
  return until(
    async () => {
      const upload = await agency.call(getDirectUpload, { params: { merchantId, uploadId: id } });
      if (upload.state === 'failed') throw new JourneyFault(`The ${kind} failed: ${upload.problem?.detail.en ?? ''}`);
      if (upload.state !== 'queued') said = `it is ${upload.state}`;
      return upload.state === 'uploaded' ? upload : null;
    },
    { seconds: 120, sentence: () => `The ${kind} of ${appId} was not done in two minutes: ${said}.` },
  );
}
