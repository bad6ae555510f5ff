import { inviteAuthorisation, listApplets } from '../../../services/control-plane/src/hosting/applets.contract.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';

/** Each merchant's administrator opens the link the agency sent and presses "authorise" on WeChat's page. */
export const authorise: Station<JourneyContext> = {
  name: 'mini-programs authorised',
  async run(context, progress) {
    const { agency, travellers } = context;
    await weChatReady(agency, travellers[0]);
    let done = 0;
    await each(travellers, async (traveller) => {
      await authoriseShop(context, traveller);
      progress(++done, travellers.length, traveller.name);
    });
    return { count: done, remark: `${done} AppIDs in the platform's hands` };
  },
};

export async function authoriseShop({ agency, sandbox }: JourneyContext, traveller: Traveller): Promise<void> {
  const { merchantId, appId, name } = traveller;
  await sandbox.registerApp(appId, name);
  const invitation = await agency.call(inviteAuthorisation, { params: { merchantId }, body: { appId } });
  const status = await sandbox.authorise(invitation.desktopUrl, appId);
  expectThat(status === 200, `${name}: our page after the authorisation answered ${status}.`);
  const { items } = await agency.call(listApplets, { params: { merchantId } });
  expectThat(
    items.some((applet) => applet.appId === appId && applet.state === 'authorised'),
    `${name}: ${appId} is not authorised.`,
  );
}

/** Right after its first start a platform waits for WeChat's first ticket. */
async function weChatReady(agency: ApiClient, traveller: Traveller | undefined): Promise<void> {
  expectThat(traveller !== undefined, 'There is no merchant to authorise.');
  const { merchantId } = traveller;
  await until(
    async () => {
      try {
        await agency.call(inviteAuthorisation, { params: { merchantId }, body: {} });
        return true;
      } catch (error) {
        if (error instanceof ProblemAnswer && error.problem.code === 'wechat.ticket_missing') return null;
        throw error;
      }
    },
    { seconds: 30, sentence: () => 'WeChat has not sent a ticket within 30 seconds. Is the auth-event URL right?' },
  );
}
