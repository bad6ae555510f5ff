import type { Text } from '#kernel/problems/problem-table.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { GiftCardDraft, StoredValueSettings } from './stored-value-terms.js';

/**
 * What China's rules for single-purpose prepaid cards allow: 单用途商业预付卡管理办法（试行）, Ministry of Commerce 2012 no. 9, as amended
 * [U: nothing of it is in shared/wechat]. A balance has a name, its shopper's; a gift card has none. A balance never ends: nothing here
 * takes money out of one for its age.
 */
export const prepaidLaw = { mostNamedFen: 500_000, mostUnnamedFen: 100_000, leastYears: 3 } as const;

/** @throws Problem stored_value.unlawful: nothing of it goes live */
export function requireLawful(settings: StoredValueSettings): void {
  refuse(faultsOfSettings(settings));
}

/** @throws Problem stored_value.unlawful */
export function requireLawfulCards(cards: GiftCardDraft): void {
  refuse(faultsOfCards(cards));
}

export function faultsOfSettings(settings: StoredValueSettings): ProblemFault[] {
  const { enabled, plans, customAmounts, limitFen, cardFaces, terms } = settings;
  const mostFen = Math.min(limitFen, prepaidLaw.mostNamedFen);
  return [
    ...unless(limitFen <= prepaidLaw.mostNamedFen, '/limitFen', 'maximum', {
      zh: '记名卡每人余额不得超过 5000 元（单用途商业预付卡管理办法）',
      en: 'must be 500000 at most: a named card holds 5,000 yuan',
    }),
    ...plans.flatMap(({ amountFen, bonusFen }, index) => [
      ...unless(amountFen + bonusFen <= mostFen, `/plans/${index}`, 'maximum', {
        zh: '充值加赠送超过每人余额上限',
        en: 'is more, with its bonus, than one shopper may have',
      }),
      ...unless(bonusFen <= amountFen, `/plans/${index}/bonusFen`, 'maximum', {
        zh: '赠送不得超过充值金额',
        en: 'must not be more than the amount',
      }),
      ...unless(index === 0 || amountFen > (plans[index - 1]?.amountFen ?? 0), `/plans/${index}/amountFen`, 'order', {
        zh: '充值档位须由低到高，且不重复',
        en: 'must be more than the amount before it',
      }),
    ]),
    ...(customAmounts === null
      ? []
      : [
          ...unless(customAmounts.maxFen <= mostFen, '/customAmounts/maxFen', 'maximum', {
            zh: '超过每人余额上限',
            en: 'is more than one shopper may have',
          }),
          ...unless(customAmounts.minFen <= customAmounts.maxFen, '/customAmounts/minFen', 'maximum', {
            zh: '最低金额不得高于最高金额',
            en: 'must not be more than maxFen',
          }),
        ]),
    ...cardFaces.flatMap((faceFen, index) => faultsOfFace(faceFen, `/cardFaces/${index}`)),
    ...unless(!enabled || plans.length > 0 || customAmounts !== null, '/plans', 'required', {
      zh: '启用前请设置充值档位或自定义金额',
      en: 'must hold a plan, or custom amounts be allowed, before it is switched on',
    }),
    ...unless((!enabled && cardFaces.length === 0) || terms.trim() !== '', '/terms', 'required', {
      zh: '启用前须公示储值规则（使用范围、退款办法等）',
      en: 'must tell shoppers the rules (use, refunds) before it is switched on',
    }),
  ];
}

export function faultsOfCards({ faceFen, startsAt, endsAt }: GiftCardDraft): ProblemFault[] {
  const least = new Date(startsAt);
  least.setUTCFullYear(least.getUTCFullYear() + prepaidLaw.leastYears);
  return [
    ...faultsOfFace(faceFen, '/faceFen'),
    ...unless(new Date(endsAt) >= least, '/endsAt', 'minimum', {
      zh: '不记名卡有效期不得少于 3 年（单用途商业预付卡管理办法）',
      en: 'must be three years after the beginning at least: an unnamed card is valid so long',
    }),
  ];
}

function faultsOfFace(faceFen: number, pointer: string): ProblemFault[] {
  return unless(faceFen <= prepaidLaw.mostUnnamedFen, pointer, 'maximum', {
    zh: '不记名卡面值不得超过 1000 元（单用途商业预付卡管理办法）',
    en: 'must be 100000 at most: an unnamed card holds 1,000 yuan',
  });
}

function unless(holds: boolean, pointer: string, code: string, detail: Text): ProblemFault[] {
  return holds ? [] : [{ pointer, code, detail }];
}

function refuse(errors: ProblemFault[]): void {
  if (errors.length > 0) throw new Problem('stored_value.unlawful', { errors });
}
