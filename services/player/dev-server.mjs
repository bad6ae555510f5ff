// `node services/player/dev-server.mjs DIR [--runtime http://127.0.0.1:4100] [--wechat http://127.0.0.1:4200] [--port 4010]`: plays the
// assembled package in DIR, compiled anew at every reload. See README.md.
import { prepare } from '../../infra/embedded/build.mjs';

try {
  prepare(console.log);
  const { playFolder } = await import('../../dist/services/control-plane/src/player/folder-player.js');
  await playFolder(process.argv.slice(2));
} catch (error) {
  console.error(error?.sentence ? error.message : error);
  process.exitCode = 1;
}
