import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * draft → published at once, or → scheduled until its hour has come. Who takes a scheduled article back gets a draft; a published one is
 * withdrawn: readers do not find it any more, its comments and likes stay, and it may be published again.
 */
export const articleMachine = defineMachine('draft', {
  draft: ['scheduled', 'published'],
  scheduled: ['scheduled', 'published', 'draft'],
  published: ['withdrawn'],
  withdrawn: ['scheduled', 'published'],
});

export type ArticleState = keyof typeof articleMachine.moves;

/** What may be deleted: readers do not see it, and no hour will bring it to them. */
export function isDeletable(state: ArticleState): boolean {
  return state === 'draft' || state === 'withdrawn';
}
