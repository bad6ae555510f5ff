// One upload or preview with the official miniprogram-ci, then the end. Its parent is the uploader program
// (services/hosting/src/direct/upload-process.ts), which writes the job to stdin as one line:
//   {projectPath, appid, privateKey, kind: 'upload'|'preview', version, desc, robot, page?, query?, qrPath?}
// and reads one line from file descriptor 3:
//   {ok: true, subPackageInfo, strUint64Version?} or {ok: false, code, message}
// The key comes by stdin so that it stands in no argument, no environment and no file. What miniprogram-ci prints goes to stderr.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const RESULT = 3;
const require = createRequire(import.meta.url);
process.stdout.write = process.stderr.write.bind(process.stderr);

let job = '';
process.stdin.setEncoding('utf8').on('data', function read(chunk) {
  job += chunk;
  // Not readline, which ends a line at U+2028 too: a note may hold one.
  if (!chunk.includes('\n')) return;
  process.stdin.off('data', read).resume();
  run(JSON.parse(job)).then(
    (result) => end({ ok: true, ...result }),
    (error) => end({ ok: false, code: error?.code ?? null, message: String(error?.message ?? error).slice(0, 4000) }),
  );
});
// The parent keeps stdin open for as long as it lives: when it is gone nobody wants this upload from us any more, and somebody
// else may be making it.
process.stdin.once('close', () => stop());

async function run(job) {
  const ci = require('miniprogram-ci');
  const project = new ci.Project({
    appid: job.appid,
    type: 'miniProgram',
    projectPath: job.projectPath,
    privateKey: job.privateKey,
    ignores: ['node_modules/**/*'],
  });
  const options = {
    project,
    version: job.version,
    desc: job.desc,
    robot: job.robot,
    // The package is what was checked and stored: nothing in it is compiled or shortened again.
    setting: { es6: false, es7: false, minify: false },
    useCOS: false,
    onProgressUpdate() {},
    ...(job.page && { pagePath: job.page }),
    ...(job.query && { searchQuery: job.query }),
  };
  if (job.kind === 'upload') return ci.upload(options);
  return ci.preview({ ...options, qrcodeFormat: 'image', qrcodeOutputDest: job.qrPath });
}

function end(result) {
  writeSync(RESULT, `${JSON.stringify(result)}\n`);
  stop();
}

/** With the compiler processes that miniprogram-ci has forked: the parent made us the leader of a group of our own. */
function stop() {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit(0);
  }
}
