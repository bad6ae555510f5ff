import { randomUUID } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount } from '../protocol/fields.js';
import type { PlannedCheck } from '../state/after-release.model.js';
import { readSubject, takePlanned } from './checks.js';
import { findWord } from './word-lists.js';

const MAX_CHARACTERS = 2500;
const PROFILE = 1;
const HARMLESS: PlannedCheck = { suggest: 'pass', label: 100 };

/** msg_sec_check, version 2: errcode is 0 for forbidden content too; login-and-user.md §5.1. */
export const textCheckEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/msg_sec_check', ({ world, body }, app) => {
    const content = body.string('content', 44002);
    if (characterCount(content) > MAX_CHARACTERS) throw new ApiError(40097, 'content is longer than 2500 characters');
    const { scene } = readSubject(world, app, body);
    const signature = body.optionalString('signature') ?? '';
    const texts = [content, body.optionalString('title'), body.optionalString('nickname')].filter((text) => text);
    const whole = [...texts, ...(scene === PROFILE ? [signature] : [])].join('\n');
    const word = findWord(whole);
    const result = takePlanned(app) ?? (word === null ? HARMLESS : { suggest: word.suggest, label: word.label });
    return ok({ result, detail: detailOf(result, word?.word ?? ''), trace_id: randomUUID() });
  }),
];

/** One line of the model and, when a word was found, one of the word list. */
function detailOf(result: PlannedCheck, word: string): object[] {
  const model = { strategy: 'content_model', errcode: 0, suggest: result.suggest, label: result.label, prob: 90 };
  const keyword = { strategy: 'keyword', errcode: 0, suggest: result.suggest, label: result.label, level: 90 };
  return word === '' ? [model] : [model, { ...keyword, keyword: word }];
}
