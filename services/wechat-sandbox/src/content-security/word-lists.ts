/** Labels of content checks; login-and-user.md §5.1. */
export const labels = [100, 10001, 20001, 20002, 20003, 20006, 20008, 20012, 20013, 21000] as const;

export interface ForbiddenWord {
  word: string;
  label: number;
  /** `review` when a person would have to look, else `risky`. */
  suggest: 'review' | 'risky';
}

const words = (label: number, suggest: ForbiddenWord['suggest'], list: readonly string[]): ForbiddenWord[] =>
  list.map((word) => ({ word, label, suggest }));

/** The sandbox's own lists: enough to meet every label, harmless enough to stand in a source. */
const forbiddenWords: readonly ForbiddenWord[] = [
  ...words(10001, 'risky', ['加微信领红包', '扫码返现', 'sandbox-ads']),
  ...words(10001, 'review', ['私聊优惠', '加我微信']),
  ...words(20001, 'risky', ['sandbox-politics']),
  ...words(20002, 'risky', ['裸聊', '色情', 'sandbox-porn']),
  ...words(20003, 'risky', ['傻逼', '滚蛋', 'sandbox-abuse']),
  ...words(20006, 'risky', ['买卖枪支', '贩毒', 'sandbox-crime']),
  ...words(20008, 'risky', ['刷单返利', '稳赚不赔', 'sandbox-fraud']),
  ...words(20012, 'review', ['低俗', 'sandbox-vulgar']),
  ...words(20013, 'review', ['高仿', 'sandbox-copyright']),
  ...words(21000, 'risky', ['sandbox-other']),
  ...words(21000, 'review', ['sandbox-review']),
];

/** The gravest word in a text, or null. Spaces and letter case do not hide a word. */
export function findWord(text: string): ForbiddenWord | null {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  const found = forbiddenWords.filter(({ word }) => plain.includes(word));
  return found.find(({ suggest }) => suggest === 'risky') ?? found[0] ?? null;
}
