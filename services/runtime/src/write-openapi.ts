import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { openApiText } from './openapi/open-api.js';

// Writes services/runtime/openapi.json; with --check exits 1 when the committed file differs. Needs no server.
const text = openApiText();
const file = path.join(projectRoot(), 'services', 'runtime', 'openapi.json');
if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed !== text) {
    process.stderr.write(
      'services/runtime/openapi.json is stale. Run: npm run build && node dist/services/runtime/src/write-openapi.js\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
}
