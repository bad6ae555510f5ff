import { MessageCrypto } from './message-crypto.js';

const AES_KEY = 'A'.repeat(43);
const platform = new MessageCrypto('AAAAA', AES_KEY, 'wx134c8103faa5a59e');
const account = new MessageCrypto('AAAAA', AES_KEY, 'wxba5fad812f8e6fb9');

describe('message crypto repeats the official vectors', () => {
  it('V1: an incoming message of a third-party platform', () => {
    const encrypted =
      'D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==';
    const message = [
      '<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>',
      '<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>',
      '<CreateTime>1715943329</CreateTime>',
      '<MsgType><![CDATA[event]]></MsgType>',
      '<Event><![CDATA[debug_demo]]></Event>',
      '<debug_str><![CDATA[hello world]]></debug_str>',
      '</xml>',
    ].join('\n');

    expect(platform.decrypt(encrypted)).toEqual({ message, random: '1205899eaf019bbd' });
    expect(platform.encrypt(message, Buffer.from('1205899eaf019bbd'))).toBe(encrypted);
    expect(platform.sign('1715943329', '1590219412', encrypted)).toBe('6c12a4205838198b8fa631b3220723bb07f1015c');
    expect(platform.sign('1715943329', '1590219412')).toBe('cc0c594499c1634947d5b502f158ee518947db27');
  });

  it('V2: a reply of a third-party platform', () => {
    const message = '<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>';
    const encrypted =
      'hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7';

    expect(platform.encrypt(message, Buffer.from('999951349e8ee746'))).toBe(encrypted);
    expect(platform.sign('1713424427', '415670741', encrypted)).toBe('03e0812039325c2712ef5f0f980fd14c70d6e307');
  });

  it('V3: an incoming JSON message of an account', () => {
    const encrypted =
      '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=';
    const { message, random } = account.decrypt(encrypted);

    expect(random).toBe('a8eedb185eb2fecf');
    expect(message).toBe(
      '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
    );
    expect(account.sign('1714112445', '415670741', encrypted)).toBe('046e02f8204d34f8ba5fa3b1db94908f3df2e9b3');
  });

  it('V4: a JSON reply of an account, with a padding of one byte', () => {
    const encrypted = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==';

    expect(account.encrypt('{"demo_resp":"good luck"}', Buffer.from('707722b803182950'))).toBe(encrypted);
    expect(account.sign('1713424427', '415670741', encrypted)).toBe('1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1');
  });

  it('V5: the signature of an address check', () => {
    expect(account.sign('1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696');
    expect(account.sign('1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
  });

  it('refuses a message meant for another AppID', () => {
    const encrypted = account.encrypt('hello');

    expect(() => platform.decrypt(encrypted)).toThrow('the message is for wxba5fad812f8e6fb9');
  });

  it('uses another random for every message', () => {
    expect(platform.encrypt('hello')).not.toBe(platform.encrypt('hello'));
  });
});
