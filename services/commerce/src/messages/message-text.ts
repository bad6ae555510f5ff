import { type FieldType, fitValue, type MessageValue, typeOfKey } from '#kernel/wechat/subscribe-message-values.js';
import { type MessagePurpose, type MessageTopic, purposeDefinitions } from './message-purposes.js';
import type { MessageFacts } from './order-messages.js';
import type { MappedField } from './template-matching.js';

export interface TalkedOfOrder {
  readonly number: string;
  readonly lines: readonly { readonly title: string; readonly quantity: number }[];
  readonly total_fen: number;
  readonly pickup_address: string | null;
}

/** Said where nothing better fits: an empty field costs the whole message (47003). */
const stopgaps: Readonly<Partial<Record<FieldType, string>>> = {
  thing: '详见订单',
  character_string: '-',
  phrase: '详见订单',
  name: '商家',
};

/**
 * The text of each field of a template, fitted to its rule.
 * @returns null when a field can hold nothing of what there is to say
 */
export function messageText(
  purpose: MessagePurpose,
  fields: readonly MappedField[],
  order: TalkedOfOrder,
  facts: MessageFacts,
): Record<string, string> | null {
  const text: Record<string, string> = {};
  for (const { key, topic, options } of fields) {
    const type = typeOfKey(key);
    const value = valueOf(topic, purpose, order, facts);
    const fitted = type && ((value && fitValue(type, value, options)) ?? stopgaps[type]);
    if (!fitted) return null;
    text[key] = fitted;
  }
  return text;
}

function valueOf(
  topic: MessageTopic,
  purpose: MessagePurpose,
  order: TalkedOfOrder,
  facts: MessageFacts,
): MessageValue | null {
  const said = (text: string | null | undefined): MessageValue | null => (text ? { kind: 'text', text } : null);
  switch (topic) {
    case 'orderNumber':
      return said(order.number);
    case 'goods':
      return said(goodsOf(order));
    case 'amount':
      return { kind: 'money', fen: facts.amountFen ?? order.total_fen };
    case 'moment':
      return { kind: 'moment', at: facts.at };
    case 'status':
      return said(purposeDefinitions[purpose].status);
    case 'company':
      return said(facts.company ?? '商家配送');
    case 'trackingNo':
      return said(facts.trackingNo);
    case 'address':
      return said(order.pickup_address);
    case 'remark':
      return said(purposeDefinitions[purpose].remark);
    default:
      return topic satisfies never;
  }
}

function goodsOf({ lines }: TalkedOfOrder): string {
  const [first] = lines;
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (!first) return '';
  if (count === 1) return first.title;
  // The number must survive the twenty characters.
  const tail = `等${count}件`;
  return `${Array.from(first.title)
    .slice(0, 20 - tail.length)
    .join('')}${tail}`;
}
