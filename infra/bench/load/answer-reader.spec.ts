import { AnswerReader } from './answer-reader.js';

const answer = (status: string, body: string) =>
  Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

describe('reading answers', () => {
  test('finds the end of an answer however it is cut', () => {
    const bytes = answer('200 OK', 'hello world');

    for (let cut = 1; cut < bytes.length; cut += 1) {
      const reader = new AnswerReader();
      expect(reader.take(bytes.subarray(0, cut))).toBeNull();
      expect(reader.take(bytes.subarray(cut))).toEqual({ status: 200, failure: null });
    }
  });

  test('reads one answer after the other', () => {
    const reader = new AnswerReader();

    expect(reader.take(answer('201 Created', '{}'))?.status).toBe(201);
    expect(reader.take(Buffer.from('HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n'))?.status).toBe(304);
    expect(reader.take(answer('200 OK', ''))?.status).toBe(200);
  });

  test('keeps the text of a failure', () => {
    const { status, failure } = new AnswerReader().take(answer('409 Conflict', 'sold out')) ?? {};

    expect(status).toBe(409);
    expect(failure).toBe('409 sold out');
  });

  test('refuses an answer that does not say how long it is', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');

    expect(() => new AnswerReader().take(chunked)).toThrow('how long');
  });
});
