import {
  appid,
  approved,
  commitDetected,
  errcode,
  get,
  latest,
  post,
  sandbox,
  set,
  submit,
  token,
  useCodeWorld,
} from './code-world.js';
import { eventually, type Json } from './started-sandbox.js';

useCodeWorld();

describe('release', () => {
  const release = () => post('/wxa/release');
  async function released(userVersion: string): Promise<void> {
    await commitDetected({ user_version: userVersion });
    await submit();
    await eventually(latest, ({ status }) => status === 0);
    expect(await release()).toEqual({ errcode: 0, errmsg: 'ok' });
  }

  it('wants the body {}, an approved audit, once, and the ICP filing', async () => {
    expect(await errcode(sandbox.post(`/wxa/release?access_token=${token}`, ''))).toBe(44002);
    expect(await errcode(release())).toBe(85019);
    await set({ auditRule: 'manual' });
    await commitDetected();
    await submit();
    expect(await errcode(release())).toBe(85020);
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { icpFiled: false });
    await sandbox.knob('POST', `/sandbox/apps/${appid}/audit`, { verdict: 'approve' });
    expect(await errcode(release())).toBe(86369);
    expect(await get('/wxa/icp/get_icp_entrance_info')).toMatchObject({ info: { status: 1024 } });
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { icpFiled: true });
    expect(await errcode(release())).toBe(0);
    expect(await errcode(release())).toBe(85052);
  });

  it('goes back once for each release, to one of the last versions', async () => {
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87012);
    await released('1.0.0');
    await released('2.0.0');
    await released('3.0.0');
    const { version_list: versions } = (await get('/wxa/revertcoderelease', '&action=get_history_version')) as {
      version_list: Json[];
    };
    expect(versions.map((version) => version['user_version'])).toEqual(['2.0.0', '1.0.0']);

    expect(await errcode(get('/wxa/revertcoderelease', `&app_version=${String(versions[1]?.['app_version'])}`))).toBe(
      0,
    );
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '1.0.0' } });
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87012);
    await released('4.0.0');
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(0);
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '1.0.0' } });
  });

  it('can go to a growing share of the users', async () => {
    const gray = (percentage: number) => post('/wxa/grayrelease', { gray_percentage: percentage });
    expect(await errcode(gray(10))).toBe(85079);
    await released('1.0.0');
    await released('2.0.0');
    expect(await errcode(gray(10))).toBe(85080);
    await commitDetected({ user_version: '3.0.0' });
    await submit();
    await eventually(latest, ({ status }) => status === 0);

    expect(await errcode(gray(101))).toBe(85081);
    expect(await errcode(gray(0))).toBe(85081);
    expect(await errcode(gray(30))).toBe(0);
    expect(await errcode(gray(20))).toBe(85082);
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87011);
    expect(await get('/wxa/getgrayreleaseplan')).toMatchObject({
      gray_release_plan: { status: 1, gray_percentage: 30 },
    });
    expect(await errcode(gray(100))).toBe(0);
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '3.0.0' } });
  });

  it('can be hidden and shown', async () => {
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'close' }))).toBe(85021);
    await released('1.0.0');
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'shut' }))).toBe(85022);
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'close' }))).toBe(0);
    expect(await post('/wxa/getvisitstatus')).toMatchObject({ status: 0 });
  });
});

describe('mini-program codes', () => {
  it('carry a short scene to a released page', async () => {
    const code = (body: Json) => post('/wxa/getwxacodeunlimit', body);

    expect(await errcode(code({ scene: 'a'.repeat(33) }))).toBe(40169);
    expect(await errcode(code({ scene: 'a%20b' }))).toBe(40129);
    expect(await errcode(code({ scene: 'p1', page: 'pages/home/index' }))).toBe(41030);
    await approved();
    await post('/wxa/release');
    const picture = await fetch(`${sandbox.url}/wxa/getwxacodeunlimit?access_token=${token}`, {
      method: 'POST',
      body: JSON.stringify({ scene: 'p1', page: 'pages/home/index' }),
    });
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
  });
});
