import type {
  MessageKeyword,
  PrivateMessageTemplate,
  PublicMessageTemplate,
} from '#kernel/wechat/subscribe-message-client.js';
import { type FieldType, fieldTypes, typeOfKey } from '#kernel/wechat/subscribe-message-values.js';
import { type MessagePurpose, type MessageTopic, purposeDefinitions, topicWords } from './message-purposes.js';

/** Which topic fills which field of a template. */
export interface MappedField {
  readonly key: string;
  readonly topic: MessageTopic;
  readonly options: readonly string[];
}

const FEWEST_FIELDS = 2;
const MOST_FIELDS = 5;

/** How well a template's title fits a purpose: 0 is best, null not at all. Lasting subscriptions are not for shops. */
export function titleRank(
  purpose: MessagePurpose,
  { title, kind }: Pick<PublicMessageTemplate, 'title' | 'kind'>,
): number | null {
  const rank = kind === 'once' ? purposeDefinitions[purpose].titles.findIndex((words) => words.test(title)) : -1;
  return rank === -1 ? null : rank;
}

/**
 * The keywords to take of a public template, in the order of importance.
 * @returns null when fewer than two of them are something this purpose can speak of
 */
export function pickKeywords(purpose: MessagePurpose, keywords: readonly MessageKeyword[]): number[] | null {
  const open = [...keywords];
  const kids: number[] = [];
  for (const topic of purposeDefinitions[purpose].topics) {
    const found = open.findIndex(({ name, rule }) => speaksOf(topic, name, typeOfRule(rule)));
    const keyword = found === -1 ? undefined : open.splice(found, 1)[0];
    if (keyword && kids.length < MOST_FIELDS) kids.push(keyword.kid);
  }
  return kids.length < FEWEST_FIELDS ? null : kids;
}

/**
 * What fills the fields of a template the applet has; WeChat takes a message only with all of them.
 * @returns null when one of them is nothing this purpose can speak of
 */
export function mapFields(
  purpose: MessagePurpose,
  { fields }: Pick<PrivateMessageTemplate, 'fields'>,
): MappedField[] | null {
  const open = new Set(purposeDefinitions[purpose].topics);
  const mapped: MappedField[] = [];
  for (const { key, label, options } of fields) {
    const topic = [...open].find((candidate) => speaksOf(candidate, label, typeOfKey(key)));
    if (topic === undefined) return null;
    open.delete(topic);
    mapped.push({ key, topic, options });
  }
  return mapped.length < FEWEST_FIELDS ? null : mapped;
}

/** `单号` alone is an order's number, `快递单号` a parcel's: the more special word is asked first. */
function speaksOf(topic: MessageTopic, words: string, type: FieldType | null): boolean {
  const { words: wanted, types } = topicWords[topic];
  if (type !== null && !types.includes(type)) return false;
  if (topic === 'orderNumber' && topicWords.trackingNo.words.test(words)) return false;
  if (topic === 'remark' && topicWords.status.words.test(words)) return false;
  return wanted.test(words);
}

/** WeChat's rule of a keyword names the kind of its field; one this version does not know is judged by its words alone. */
function typeOfRule(rule: string): FieldType | null {
  const letters = /^[a-z_]+/.exec(rule.trim())?.[0].replace(/_$/, '');
  return fieldTypes.find((type) => type === letters) ?? null;
}
