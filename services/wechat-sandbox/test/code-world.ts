import { eventually, type Json, sampleExtJson, StartedSandbox } from './started-sandbox.js';

export const sandbox = new StartedSandbox();
/** Of the account that each test has for itself. */
export let appid = '';
export let token = '';
/** Of the one template in the library. */
export let templateId = 0;

/** A sandbox for the file; before each test it is empty but for one template and one authorised account. */
export function useCodeWorld(): void {
  beforeAll(() => sandbox.start());
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    await sandbox.knob('POST', '/sandbox/reset');
    sandbox.receiver.requests.length = 0;
    await sandbox.knob('POST', '/sandbox/ticket');
    await set({ timeScale: 100, auditRule: 'approve' });
    ({ appid, token } = await sandbox.authorizedApp());
    templateId = await sandbox.template();
  });
}

/** The account authorises once more: a new token. */
export async function authorizeAgain(): Promise<void> {
  ({ token } = await sandbox.authorizedApp({ appid }));
}

/** Further commits are of this source. */
export async function useTemplate(files: Record<string, string>): Promise<void> {
  templateId = await sandbox.template(files);
}

export const post = (path: string, body: unknown = {}) => sandbox.post(`${path}?access_token=${token}`, body);
export const get = (path: string, query = '') => sandbox.get(`${path}?access_token=${token}${query}`);
export const errcode = async (answer: Promise<Json>) => (await answer)['errcode'];
export const set = (settings: Json) => sandbox.knob('PUT', '/sandbox/settings', settings);

export const commit = (changes: Json = {}) =>
  post('/wxa/commit', {
    template_id: templateId,
    ext_json: sampleExtJson(appid),
    user_version: '1.0.0',
    user_desc: 'x',
    ...changes,
  });
export async function commitDetected(changes: Json = {}): Promise<void> {
  expect(await commit(changes)).toMatchObject({ errcode: 0 });
  await eventually(
    () => get('/wxa/security/get_code_privacy_info'),
    (answer) => answer['errcode'] !== 61039,
  );
}
export const submit = (changes: Json = {}) => post('/wxa/submit_audit', { version_desc: '说明', ...changes });
export const latest = () => get('/wxa/get_latest_auditstatus');
export async function approved(): Promise<void> {
  await commitDetected();
  expect(await submit()).toMatchObject({ errcode: 0 });
  await eventually(latest, ({ status }) => status === 0);
}
