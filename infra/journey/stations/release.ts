import {
  getBuildById,
  getSubmissionById,
  requestBuild,
  rollBack,
  submitBuild,
} from '../../../services/control-plane/src/hosting/releases.contract.js';
import type { Out } from '#kernel/http/contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, expectThat, JourneyFault, type Station, until } from '../station.js';
import { brand, rejectedIndex, shortName } from './configure.js';

type Submission = Out<typeof getSubmissionById>;

const AUDIT_NOTE = '可直接浏览商品，下单时使用微信登录；无需账号。';

export const build: Station<JourneyContext> = {
  name: 'packages built',
  async run(context, progress) {
    let done = 0;
    const digests = new Set<string>();
    await each(context.travellers, async (traveller) => {
      digests.add(await buildPackage(context, traveller));
      progress(++done, context.travellers.length, traveller.name);
    });
    return { count: done, remark: `${digests.size} different packages` };
  },
};

export const submit: Station<JourneyContext> = {
  name: 'submitted to WeChat',
  async run(context, progress) {
    let done = 0;
    await each(context.travellers, async (traveller) => {
      await submitPackage(context, traveller);
      progress(++done, context.travellers.length, traveller.name);
    });
    return { count: done, remark: `${done} submissions under way` };
  },
};

export const rejection: Station<JourneyContext> = {
  name: 'rejected, corrected, resubmitted',
  async run(context) {
    const index = rejectedIndex(context);
    const traveller = context.travellers[index];
    expectThat(traveller !== undefined, 'There is no merchant to be rejected.');
    const rejected = await outcome(context, traveller);
    expectThat(rejected.state === 'rejected', `${traveller.name} should have been rejected, it was ${rejected.state}.`);
    expectThat((rejected.reason ?? '') !== '', `${traveller.name} was rejected without a reason.`);
    await brand(context, traveller, shortName(traveller), index);
    await buildPackage(context, traveller);
    await submitPackage(context, traveller);
    return { count: 1, remark: `${traveller.name}: ${plain(rejected.reason ?? '')}` };
  },
};

export const release: Station<JourneyContext> = {
  name: 'released',
  async run(context, progress) {
    let done = 0;
    await each(
      context.travellers,
      async (traveller) => {
        const submission = await outcome(context, traveller);
        expectThat(
          submission.state === 'released',
          `${traveller.name} should be released, it is ${submission.state}: ${submission.reason ?? ''}`,
        );
        const online = await context.sandbox.onlineVersion(traveller.appId);
        expectThat(
          online === submission.version,
          `${traveller.name}: WeChat has ${online ?? 'nothing'} online instead of ${submission.version}.`,
        );
        progress(++done, context.travellers.length, traveller.name);
      },
      8,
    );
    return { count: done, remark: `${done} mini-programs online` };
  },
};

export const goBack: Station<JourneyContext> = {
  name: 'rolled back',
  async run(context) {
    const traveller = context.travellers[0];
    expectThat(traveller?.submissionId !== undefined, 'There is no released merchant to roll back.');
    const before = await submissionOf(context, traveller);
    await brand(context, traveller, `${shortName(traveller).slice(0, 10)}新装`, 0);
    await buildPackage(context, traveller);
    await submitPackage(context, traveller);
    const upgraded = await outcome(context, traveller);
    expectThat(upgraded.state === 'released', `${traveller.name}: the upgrade was ${upgraded.state}.`);

    const params = { merchantId: traveller.merchantId, appId: traveller.appId };
    const requested = await context.agency.call(rollBack, { params, body: { note: AUDIT_NOTE } });
    traveller.submissionId = requested.id;
    const back = await outcome(context, traveller);
    expectThat(
      back.state === 'released' && back.buildId === before.buildId,
      `${traveller.name} is not back on its previous package.`,
    );
    const online = await context.sandbox.onlineVersion(traveller.appId);
    expectThat(
      online === before.version || online === back.version,
      `WeChat has ${online} online instead of ${before.version}.`,
    );
    return { count: 1, remark: `${traveller.name} is back on ${before.version}` };
  },
};

async function buildPackage({ agency }: JourneyContext, traveller: Traveller): Promise<string> {
  const { merchantId, appId } = traveller;
  const queued = await agency.call(requestBuild, { params: { merchantId, appId }, body: {} });
  const built = await until(
    async () => {
      const current = await agency.call(getBuildById, { params: { merchantId, buildId: queued.id } });
      return current.state === 'queued' ? null : current;
    },
    {
      seconds: 60,
      sentence: () => `${traveller.name}: the build did not finish within a minute. Does the worker run?`,
    },
  );
  if (built.state !== 'succeeded' || built.digest === null) {
    const first = built.findings.find((finding) => finding.severity === 'error');
    throw new JourneyFault(`${traveller.name}: the build failed: ${first?.file ?? ''} ${first?.message.en ?? ''}`);
  }
  traveller.buildId = built.id;
  return built.digest;
}

async function submitPackage({ agency }: JourneyContext, traveller: Traveller): Promise<void> {
  const { merchantId, appId, buildId = '' } = traveller;
  const body = { buildId, note: AUDIT_NOTE, autoRelease: true };
  const submission = await agency.call(submitBuild, { params: { merchantId, appId }, body });
  traveller.submissionId = submission.id;
}

function submissionOf({ agency }: JourneyContext, { merchantId, submissionId = '' }: Traveller): Promise<Submission> {
  return agency.call(getSubmissionById, { params: { merchantId, submissionId } });
}

/** The submission once nothing more happens to it by itself. */
async function outcome(context: JourneyContext, traveller: Traveller): Promise<Submission> {
  let last: Submission | null = null;
  return until(
    async () => {
      last = await submissionOf(context, traveller);
      if (last.problem !== null && last.problem.actor !== 'nobody') {
        throw new JourneyFault(
          `${traveller.name}: ${last.problem.title.en}: ${last.problem.detail.en} (${last.problem.actor} must act)`,
        );
      }
      return ['released', 'rejected', 'withdrawn'].includes(last.state) ? last : null;
    },
    { seconds: 120, sentence: () => `${traveller.name}: the submission stands at ${last?.state} for two minutes.` },
  );
}

function plain(reason: string): string {
  return reason
    .replaceAll(/<br\s*\/?>/g, ' ')
    .replaceAll(/<[^>]+>/g, '')
    .trim()
    .slice(0, 80);
}
