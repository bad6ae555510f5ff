import { run } from './program.js';

await run(process.env, (_sandbox, address) => `wechat-sandbox listening on ${address}\n`);
