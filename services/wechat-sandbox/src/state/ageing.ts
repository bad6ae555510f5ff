/**
 * Makes everything `ms` older by lowering each instant (fields whose name ends in `At`; lists of them too).
 *
 * The sandbox's own clock does not move: the product keeps its real time, and a signature dated two hours ahead would be
 * refused by it. Ageing the state expires tokens and brings tasks due without touching what goes over the wire.
 */
export function age(value: unknown, ms: number): void {
  if (Array.isArray(value)) {
    for (const item of value) age(item, ms);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(record)) {
    if (!name.endsWith('At')) age(member, ms);
    else if (typeof member === 'number') record[name] = member - ms;
    else if (Array.isArray(member))
      record[name] = member.map((instant) => (typeof instant === 'number' ? instant - ms : instant));
  }
}
