import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal, journalLine, readJournal } from '../src/state/journal.js';
import type { SandboxState } from '../src/state/sandbox-state.js';
import { Store } from '../src/state/store.js';
import { slimApp } from '../src/state/slim-app.js';

const account = (appid: string) =>
  slimApp({ appid, userName: 'gh_1', appSecret: 's', nickname: '花间茶舍', createdAt: 1 });

/** The state as the next start finds it. */
async function reopened(): Promise<SandboxState> {
  const store = new Store(folder);
  await store.close();
  return store.state;
}

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wechat-sandbox-'));
  file = join(folder, 'sandbox.journal');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal', () => {
  it('says what was written last of each document', async () => {
    const journal = await Journal.open(file, 0);
    await journal.append(journalLine('["a"]', '1') + journalLine('["b"]', '{"x":"乙\\n"}'));
    await journal.append(journalLine('["a"]', '2') + journalLine('["b"]', null));
    await journal.append(journalLine('["c"]', '[3]'));
    await journal.close();

    const read = readJournal(file);

    expect(Object.fromEntries(read?.documents ?? [])).toEqual({ '["a"]': 2, '["c"]': [3] });
    expect(read?.wholeBytes).toBe(readFileSync(file).length);
  });

  it('forgets a batch that was cut short at any byte, and goes on behind the last whole one', async () => {
    const journal = await Journal.open(file, 0);
    await journal.append(journalLine('["kept"]', '"甲"'));
    await journal.close();
    const whole = readFileSync(file);
    const batch = Buffer.from(`${journalLine('["kept"]', '"乙"')}${journalLine('["other"]', '1')}\n`);

    for (let bytes = 0; bytes < batch.length; bytes++) {
      writeFileSync(file, Buffer.concat([whole, batch.subarray(0, bytes)]));
      const read = readJournal(file);
      expect([...(read?.documents.values() ?? [])]).toEqual(['甲']);
      const again = await Journal.open(file, read?.wholeBytes ?? 0);
      await again.append(journalLine('["later"]', '2'));
      await again.close();
      expect([...(readJournal(file)?.documents.values() ?? [])]).toEqual(['甲', 2]);
    }
  });

  it('refuses a file that is something else or is broken in its middle, with a sentence', async () => {
    writeFileSync(file, '{"apps":{}}\n\n');
    expect(() => readJournal(file)).toThrow('is not a journal of wechat-sandbox: move it away.');

    rmSync(file);
    const journal = await Journal.open(file, 0);
    await journal.close();
    appendFileSync(file, '["a"]\t{broken\n\n');
    expect(() => readJournal(file)).toThrow(/is broken shortly before line \d+: delete it to start empty\./);
  });
});

describe('the store', () => {
  it('writes only what changed', async () => {
    const store = new Store(folder);
    for (let index = 0; index < 500; index++) store.state.apps.add(account(`wx${index}`));
    await store.close();
    const before = readFileSync(file).length;

    const again = new Store(folder);
    for (let index = 0; index < 500; index++) again.state.apps.find(`wx${index}`);
    const one = again.state.apps.find('wx7');
    if (one) one.nickname = '山房';
    await again.close();

    const added = readFileSync(file).subarray(before).toString();
    expect(added).toContain('山房');
    expect(added.match(/"apps"/g)).toHaveLength(1);
    expect((await reopened()).apps.find('wx7')?.nickname).toBe('山房');
  });

  it('is smaller again when it has grown, and loses nothing of what is written meanwhile', async () => {
    const store = new Store(folder);
    const big = 'x'.repeat(200_000);
    for (let round = 0; round < 200; round++) {
      store.state.component.preAuthCodes[`code${round % 10}`] = { expiresAt: round, used: false, opened: false };
      const app = account(`wx${round}`);
      app.introduction = round === 0 ? big : '';
      store.state.apps.add(app);
      const changing = store.state.apps.find('wx0');
      if (changing) changing.introduction = big + String(round);
      await store.flush();
    }
    await store.close();

    const state = await reopened();
    expect(state.apps.size).toBe(200);
    expect(state.apps.find('wx0')?.introduction.endsWith('199')).toBe(true);
    expect(Object.values(state.component.preAuthCodes).map(({ expiresAt }) => expiresAt)).toEqual([
      190, 191, 192, 193, 194, 195, 196, 197, 198, 199,
    ]);
    expect(readFileSync(file).length).toBeLessThan(200 * 200_000 * 0.75);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('keeps names that an object has by itself', async () => {
    const store = new Store(folder);
    store.state.apps.add(account('wx1'));
    Object.defineProperty(store.state.component.authCodes, '__proto__', {
      value: { appid: 'wx1', expiresAt: 5, exchanged: false },
      enumerable: true,
    });
    await store.close();

    const { authCodes } = (await reopened()).component;
    expect(Object.getOwnPropertyDescriptor(authCodes, '__proto__')?.value).toMatchObject({ appid: 'wx1' });
    expect(({} as { appid?: string }).appid).toBeUndefined();
  });

  it('forgets everything at a reset, also after a restart', async () => {
    const store = new Store(folder);
    store.state.apps.add(account('wx1'));
    await store.flush();
    store.reset();
    store.state.apps.add(account('wx2'));
    await store.close();

    const state = await reopened();
    expect([state.apps.find('wx1'), state.apps.find('wx2')?.appid]).toEqual([null, 'wx2']);
  });

  it('reads the sandbox.json of an earlier version and keeps it aside', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const app = { ...account('wx00000000000000a1'), audits: [], isVisible: false };
    writeFileSync(
      join(folder, 'sandbox.json'),
      JSON.stringify({
        apps: { wx00000000000000a1: app },
        tasks: [{ id: 4, kind: 'push', ref: '9', dueAt: 5 }],
        settings: { auditMs: 7, pushFaults: { lose: 1, double: 0 } },
        dailyCalls: { [`${today} wx00000000000000a1 /wxa/commit`]: 3 },
        counters: { task: 5 },
      }),
    );

    await new Store(folder).close();
    const state = await reopened();

    expect(state.apps.find('wx00000000000000a1')).toMatchObject({ nickname: '花间茶舍', isVisible: false });
    expect(state.tasks.has('push', '9')).toBe(true);
    expect(state.settings).toMatchObject({ auditMs: 7, auditQuota: 500, pushFaults: { lose: 1, late: 0 } });
    expect(state.dailyCalls.used('wx00000000000000a1', '/wxa/commit', today)).toBe(3);
    expect(existsSync(join(folder, 'sandbox.json.imported'))).toBe(true);
  });
});
