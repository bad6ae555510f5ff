import { randomUUID } from 'node:crypto';
import { createCodes, listCodes } from '../../../services/control-plane/src/commerce/codes.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';

const PICTURE_CALL = '/wxa/getwxacodeunlimit';
const INVALID_TOKEN = 40001;
const BUSY = -1;

/** WeChat forgets a merchant's token and is then too busy to answer: the picture of a new code comes all the same. */
export const tokensRevoked: Station<JourneyContext> = {
  name: 'tokens revoked, WeChat busy',
  async run(context) {
    const { sandbox } = context;
    const [traveller] = context.travellers;
    expectThat(traveller !== undefined, 'There is no merchant whose token could be revoked.');
    const { appId, name } = traveller;
    const newestBefore = (await sandbox.callsOf(PICTURE_CALL))[0]?.rid;
    await sandbox.revokeTokens(appId);
    await sandbox.during({ path: PICTURE_CALL, appid: appId, errcode: BUSY, times: 1 }, () =>
      makeCode(context, traveller),
    );

    const calls = await sandbox.callsOf(PICTURE_CALL);
    const known = calls.findIndex(({ rid }) => rid === newestBefore);
    const answers = calls
      .slice(0, known < 0 ? undefined : known)
      .map(({ errcode }) => errcode)
      .reverse();
    // The worker's own token is forgotten, and perhaps one that another process stored after it.
    const [accepted, busy, ...refused] = answers.toReversed();
    expectThat(
      accepted === 0 &&
        busy === BUSY &&
        [1, 2].includes(refused.length) &&
        refused.every((code) => code === INVALID_TOKEN),
      `${name}: the picture took the answers ${answers.join(', ')} instead of ${INVALID_TOKEN}, ${BUSY}, 0.`,
    );
    return { count: 1, remark: `${name}: a fresh token, one repetition, and the picture of a new code is there` };
  },
};

async function makeCode({ agency }: JourneyContext, { merchantId, appId, name }: Traveller): Promise<void> {
  const params = { merchantId, appId };
  const body = { codes: [{ kind: 'table' as const, target: randomUUID().slice(0, 8) }] };
  const [wanted] = (await agency.call(createCodes, { params, body })).items;
  await until(
    async () => {
      const { items } = await agency.call(listCodes, { params, query: { limit: 10 } });
      return items.find(({ id, picture }) => id === wanted?.id && picture === 'made') ?? null;
    },
    // It may stand behind downloads of product pictures from slow servers.
    { seconds: 90, sentence: () => `${name}: the picture was not made by itself within ninety seconds.` },
  );
}
