import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader } from './answer-reader.js';
import { type LoadPlan, type LoadResult, UNIQUE_MARK } from './load-plan.js';
import { requestText } from './request-text.js';

/** Sends the plan's requests over its connections, one at a time on each, until time or requests are used up. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const run = new LoadRun(plan);
  const sockets = await Promise.all(Array.from({ length: plan.connections }, () => open(plan.port)));
  const startedAt = performance.now();
  run.begin(startedAt);
  try {
    await Promise.all(sockets.map((socket) => keepAsking(socket, run)));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return run.result((performance.now() - startedAt) / 1000);
}

/** What the connections of one run share. */
class LoadRun {
  private readonly texts: (string | Buffer)[];
  private readonly latenciesMs: number[] = [];
  private readonly count: number;
  private sent = 0;
  private succeeded = 0;
  private successAtMs = 0;
  private refused = 0;
  private firstRefusal: string | null = null;
  private beganAtMs = 0;
  private endsAt = 0;

  constructor(private readonly plan: LoadPlan) {
    this.texts = plan.requests.map((request) => {
      const text = requestText(request, `127.0.0.1:${plan.port}`);
      return text.includes(UNIQUE_MARK) ? text : Buffer.from(text);
    });
    this.count = plan.count ?? (plan.once ? this.texts.length : Infinity);
    if (this.texts.length === 0) throw new Error('there is nothing to send');
  }

  begin(nowMs: number): void {
    this.beganAtMs = nowMs;
    this.endsAt = nowMs + this.plan.seconds * 1000;
  }

  /** Null when it is over. */
  next(nowMs: number): string | Buffer | null {
    if (nowMs >= this.endsAt || this.sent >= this.count) return null;
    const text = this.texts[this.sent % this.texts.length] ?? null;
    this.sent += 1;
    return typeof text === 'string' ? text.replace(UNIQUE_MARK, nextDigits()) : text;
  }

  answered(nowMs: number, ms: number, { status, failure }: Answer): void {
    this.latenciesMs.push(ms);
    if (failure === null) {
      this.succeeded += 1;
      this.successAtMs = nowMs;
      return;
    }
    if (status === this.plan.refusal) return;
    this.refused += 1;
    this.firstRefusal ??= failure;
  }

  result(seconds: number): LoadResult {
    const sorted = Float64Array.from(this.latenciesMs).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const { succeeded, refused, firstRefusal } = this;
    const successSeconds = Math.max(0, this.successAtMs - this.beganAtMs) / 1000;
    const counts = { answered: sorted.length, succeeded, successSeconds, refused, firstRefusal };
    return { ...counts, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

/** Resolves when the run is over for this connection; rejects when the server hangs up. */
async function keepAsking(socket: Socket, run: LoadRun): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const reader = new AnswerReader();
    let askedAt = 0;
    const ask = () => {
      askedAt = performance.now();
      const text = run.next(askedAt);
      if (text === null) resolve();
      else socket.write(text);
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        const answer = reader.take(chunk);
        if (answer === null) return;
        const nowMs = performance.now();
        run.answered(nowMs, nowMs - askedAt, answer);
        ask();
      } catch (error) {
        reject(error);
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
    ask();
  });
}

async function open(port: number): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

let serial = 0;

/** Never the same twice while this process lives. */
function nextDigits(): string {
  serial += 1;
  return String(serial).padStart(UNIQUE_MARK.length, '0');
}
