import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { runtimeContracts } from './contracts.js';
import { openApiDocument, openApiText } from './open-api.js';

const file = path.join(projectRoot(), 'services/runtime/openapi.json');

test('the committed document is what the contracts say', () => {
  expect(readFileSync(file, 'utf8')).toBe(openApiText());
});

test('every contract is described once, with what it answers and what it refuses', () => {
  const operations = Object.values(openApiDocument().paths).flatMap((path) => Object.values(path)) as {
    operationId: string;
    responses: Record<string, unknown>;
  }[];

  expect(operations).toHaveLength(runtimeContracts.length);
  expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(runtimeContracts.length);
  for (const { responses } of operations) expect(Object.keys(responses)).toContain('default');
});
