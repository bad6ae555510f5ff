import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompileThread } from './compile-thread.js';
import { filesOf } from './compiled.fixture.js';

const entry = path.resolve('dist/services/player/src/compile/compile-worker.js');
const limits = { timeoutMs: 20_000, memoryMb: 256, idleMs: 20_000 };

describe('the compiling thread', () => {
  let folder: string;
  let thread: CompileThread | null = null;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-thread-'));
  });
  afterEach(() => thread?.close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A thread that answers with what the given code makes of each package. */
  const behaving = (code: string, changed: Partial<typeof limits> = {}) => {
    const file = path.join(folder, `${Math.random()}.mjs`);
    writeFileSync(
      file,
      `import { parentPort, threadId } from 'node:worker_threads';\nparentPort.on('message', (files) => {${code}});`,
    );
    return new CompileThread(file, { ...limits, ...changed });
  };
  const answering = 'parentPort.postMessage({compiled: {script: String(threadId), diagnostics: []}});';

  test('compiles packages one after the other, however many come', async () => {
    thread = new CompileThread(entry, limits);
    const compiler = thread;
    const compile = (title: string) => compiler.compile(filesOf({ 'pages/home/index.wxml': `<view>${title}</view>` }));

    const results = await Promise.all(['a1', 'b2', 'c3'].map(compile));

    expect(results.map((result) => ['a1', 'b2', 'c3'].filter((title) => result.script.includes(`"${title}"`)))).toEqual(
      [['a1'], ['b2'], ['c3']],
    );
  });

  test('gives up what takes too long, and goes on with the next', async () => {
    thread = behaving(`if (files.has('endless')) for (;;); ${answering}`, { timeoutMs: 300 });
    const endless = thread.compile(new Map([['endless', new Uint8Array()]]));
    const next = thread.compile(new Map());

    await expect(endless).rejects.toThrow('it took longer than 0.3 s');
    expect((await next).script).toMatch(/^\d+$/);
  });

  test('outlives a package that takes all its memory', async () => {
    thread = behaving(
      `if (files.has('greedy')) { const all = []; for (;;) all.push(new Array(1e5).fill(files)); } ${answering}`,
      {
        memoryMb: 32,
      },
    );
    const greedy = thread.compile(new Map([['greedy', new Uint8Array()]]));

    await expect(greedy).rejects.toThrow('memory limit');
    expect((await thread.compile(new Map())).script).toMatch(/^\d+$/);
  });

  test('takes a new thread after one that failed or ended by itself', async () => {
    thread = behaving(
      `if (files.has('fails')) parentPort.postMessage({failure: 'broken'}); else if (files.has('ends')) process.exit(3); else ${answering}`,
    );
    const first = await thread.compile(new Map());

    await expect(thread.compile(new Map([['fails', new Uint8Array()]]))).rejects.toThrow('broken');
    const second = await thread.compile(new Map());
    await expect(thread.compile(new Map([['ends', new Uint8Array()]]))).rejects.toThrow('its thread ended');

    expect((await thread.compile(new Map())).script).not.toBe(second.script);
    expect(second.script).not.toBe(first.script);
  });

  test('answers those who wait when it is closed', async () => {
    thread = behaving('');
    const waiting = [thread.compile(new Map()), thread.compile(new Map())];
    const refusals = Promise.allSettled(waiting);

    await thread.close();

    expect((await refusals).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('templates nested deeper than any stack end in a refusal or a diagnostic, and the next package compiles', async () => {
    thread = new CompileThread(entry, limits);
    const deep = `${'<view>'.repeat(100_000)}${'</view>'.repeat(100_000)}`;

    const outcome = await thread.compile(filesOf({ 'pages/home/index.wxml': deep })).then(
      () => 'compiled',
      (error: Error) => error.name,
    );

    expect(['compiled', 'CompileFailure']).toContain(outcome);
    expect((await thread.compile(filesOf())).diagnostics).toEqual([]);
  });
});
