import type { BuiltInSelf } from './built-in.js';

/** Words for whoever looks at the phone, in the language it is set to. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export const spoken = ({ services }: BuiltInSelf, words: Words): string => words[services.language()];
