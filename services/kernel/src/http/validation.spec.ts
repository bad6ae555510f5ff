import type { ErrorObject } from 'ajv';
import { toFaults, validatorCompiler } from './validation.js';

test.each(['1e999', '-1e999', '9007199254740993'])(
  'a number in an address that is none we can hold is refused: %s',
  (limit) => {
    const schema = { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 2 ** 60 } } };
    const validate = validatorCompiler({ schema, method: 'GET', url: '/', httpPart: 'querystring' });
    const { error } = validate({ limit }) as { error: ErrorObject[] };

    expect(toFaults(error, 'querystring')).toMatchObject([{ pointer: '/query/limit', code: 'range' }]);
  },
);
