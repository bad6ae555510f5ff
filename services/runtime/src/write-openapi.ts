import { writeOrCheck } from '#kernel/program/committed-document.js';
import { openApiText } from './openapi/open-api.js';

// Writes services/runtime/openapi.json; with --check exits 1 when the committed file differs. Needs no server.
await writeOrCheck('services/runtime/openapi.json', openApiText());
