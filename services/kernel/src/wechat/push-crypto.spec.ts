import { Problem } from '../problems/problem.js';
import { PushCrypto } from './push-crypto.js';

// Official vectors V1 to V5 of `shared/wechat/third-party-platform.md` §4.5.
const platformAppId = 'wx134c8103faa5a59e';
const accountAppId = 'wxba5fad812f8e6fb9';
const aesKey = 'A'.repeat(43);

function crypto(overrides: Partial<ConstructorParameters<typeof PushCrypto>[0]> = {}): PushCrypto {
  return new PushCrypto({ componentAppId: platformAppId, pushToken: 'AAAAA', pushAesKey: aesKey, ...overrides });
}

const v1 = {
  query: {
    timestamp: '1715943329',
    nonce: '1590219412',
    msg_signature: '6c12a4205838198b8fa631b3220723bb07f1015c',
  },
  encrypt:
    'D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==',
  message: `<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
<CreateTime>1715943329</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[debug_demo]]></Event>
<debug_str><![CDATA[hello world]]></debug_str>
</xml>`,
};

const v3 = {
  query: { timestamp: '1714112445', nonce: '415670741', msg_signature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3' },
  encrypt:
    '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=',
  message:
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
};

function refusalOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return [error.code, error.options.params?.['reason']];
    throw error;
  }
  return 'accepted';
}

describe('push encryption', () => {
  test('V1: a push to the platform is verified and decrypted', () => {
    expect(crypto().open(v1.query, v1.encrypt)).toBe(v1.message);
  });

  test('V2: a reply is encrypted and signed exactly as Tencent does', () => {
    const reply = crypto().seal('<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>', {
      timestamp: '1713424427',
      nonce: '415670741',
      random: Buffer.from('999951349e8ee746'),
    });

    expect(reply).toEqual({
      encrypt:
        'hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7',
      msgSignature: '03e0812039325c2712ef5f0f980fd14c70d6e307',
      timestamp: '1713424427',
      nonce: '415670741',
    });
  });

  test('V3: a push to an account is decrypted with the account AppID', () => {
    expect(crypto({ componentAppId: accountAppId }).open(v3.query, v3.encrypt)).toBe(v3.message);
  });

  test('V4: a reply whose padding is a single byte', () => {
    const reply = crypto({ componentAppId: accountAppId }).seal('{"demo_resp":"good luck"}', {
      timestamp: '1713424427',
      nonce: '415670741',
      random: Buffer.from('707722b803182950'),
    });

    expect(reply.encrypt).toBe(
      'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    );
    expect(reply.msgSignature).toBe('1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1');
  });

  test.each([
    ['1714036504', '1514711492', 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['1714037059', '486452656', '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
  ])('V5: the signature of an address check at %s', (timestamp, nonce, signature) => {
    expect(crypto().sign(timestamp, nonce)).toBe(signature);
  });

  test('what it seals it opens again, whatever the language', () => {
    const reply = crypto().seal('你好 🌸', { timestamp: '1', nonce: '2' });

    const opened = crypto().open({ ...reply, msg_signature: reply.msgSignature }, reply.encrypt);

    expect(opened).toBe('你好 🌸');
  });

  test('refuses a wrong, empty or shortened signature', () => {
    for (const msg_signature of ['', 'x', v1.query.msg_signature.slice(1), v1.query.msg_signature.replace('6', '7')]) {
      expect(refusalOf(() => crypto().open({ ...v1.query, msg_signature }, v1.encrypt))).toEqual([
        'wechat.push_refused',
        'signature',
      ]);
    }
  });

  test('refuses a changed timestamp, nonce or ciphertext', () => {
    const changed = `E${v1.encrypt.slice(1)}`;
    expect(refusalOf(() => crypto().open({ ...v1.query, timestamp: '1715943330' }, v1.encrypt))).toContain('signature');
    expect(refusalOf(() => crypto().open({ ...v1.query, nonce: '1' }, v1.encrypt))).toContain('signature');
    expect(refusalOf(() => crypto().open(v1.query, changed))).toContain('signature');
  });

  test('refuses a push encrypted for another platform', () => {
    expect(refusalOf(() => crypto({ componentAppId: accountAppId }).open(v1.query, v1.encrypt))).toEqual([
      'wechat.push_refused',
      'appid',
    ]);
  });

  test.each([
    '',
    'AAAA',
    'AAAAAAAAAAAAAAAAAAAAAA==',
    'not base64 at all!',
    v1.encrypt.slice(0, 88),
    v1.encrypt.slice(0, -4),
  ])('refuses truncated or meaningless ciphertext that is correctly signed: %p', (encrypt) => {
    const msg_signature = crypto().sign('1', '2', encrypt);

    const refusal = refusalOf(() => crypto().open({ timestamp: '1', nonce: '2', msg_signature }, encrypt));

    expect(refusal).toEqual(['wechat.push_refused', expect.stringMatching(/^(encryption|appid)$/)]);
  });

  test('refuses a push that is too large before it looks at it', () => {
    expect(refusalOf(() => crypto().open(v1.query, 'A'.repeat(64 * 1024 + 4)))).toContain('too large');
  });

  test('opens with the previous key what was on its way when the key changed', () => {
    const rotated = crypto({ pushAesKey: 'c2FuZGJveC1wdXNoLWFlcy1rZXktMDEyMzQ1Njc4OTA', previousPushAesKey: aesKey });

    expect(rotated.open(v1.query, v1.encrypt)).toBe(v1.message);
    expect(
      refusalOf(() => crypto({ pushAesKey: 'c2FuZGJveC1wdXNoLWFlcy1rZXktMDEyMzQ1Njc4OTA' }).open(v1.query, v1.encrypt)),
    ).toEqual(['wechat.push_refused', expect.stringMatching(/^(encryption|appid)$/)]);
  });

  test('a key of a wrong length is refused at start', () => {
    expect(() => crypto({ pushAesKey: 'short' })).toThrow('43 letters and digits');
  });
});
