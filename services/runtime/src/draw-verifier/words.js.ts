/** What the page says, in Chinese and English. */
export const wordsScript = String.raw`
const zh = {
  title: '验证抽奖',
  phases: { reading: '正在读取', sealed: '种子尚未公开', checking: '正在验证', right: '验证通过', wrong: '发现不一致', failed: '没能完成验证' },
  phaseWords: {
    reading: '',
    sealed: '活动于 {time}（北京时间）结束，届时公开种子。请记下下面的摘要：结束后公开的种子必须与它相符。',
    checking: '您的浏览器正在逐条重算，不依赖商家或平台的说法。',
    right: '以下每一步都由您的浏览器算出，不依赖商家或平台的说法。',
    wrong: '公开的数据与事先公布的规则不符，具体如下。',
    failed: '{reason}',
  },
  checks: {
    hash: '公布的摘要与您记下的相同',
    seed: '种子的 SHA-256 等于事先公布的摘要',
    odds: '各项概率之和正好是 100%，“谢谢参与”只有一项',
    number: '{count} 次抽奖的编号从 1 起连续，没有空缺',
    roll: '每一次的随机数都与重算一致',
    prize: '每一次的结果都符合概率和份数',
    total: '记录完整，各奖品发出的份数与公布的一致，没有多发',
  },
  holds: '相符',
  fails: '不相符',
  faults: {
    seed: '种子与事先公布的摘要不符',
    odds: '概率之和不是 100%，或“谢谢参与”不止一项',
    number: '第 {number} 号：编号不连续',
    roll: '第 {number} 号：随机数与重算不符',
    rolled: '第 {number} 号：抽中的奖品与概率表不符',
    prize: '第 {number} 号：发放的奖品与规则不符',
    missing: '应有 {number} 次记录，实际不是这个数',
    awarded: '第 {number} 项奖品：发出的份数与公布的不符',
  },
  published: '公布的内容',
  facts: { draw: '活动', committed: '公布时间（从此不变）', period: '活动时间', entries: '抽奖次数', id: '活动编号', hash: '种子摘要（SHA-256）', seed: '种子' },
  hidden: '活动结束后公开',
  prize: '奖品',
  odds: '概率',
  count: '份数',
  won: '已发出',
  unlimited: '不限',
  one: '看某一次怎样算出',
  number: '编号',
  show: '计算',
  entryFacts: { message: '消息', digest: 'HMAC-SHA256', roll: '随机数（0–999999）', rolled: '抽中' },
  how: '怎样验证',
  steps: [
    '活动公布时，程序生成 32 字节的随机种子，只公布它的 SHA-256 摘要；奖品、概率、份数同时公布，此后都不能改。',
    '抽奖按到达的先后编号：1、2、3……没有空缺。',
    '第 n 次的随机数 = HMAC-SHA256(种子, "活动编号:n")：按 4 字节一组读成整数，取第一个小于 4294000000 的，除以 1000000 的余数。',
    '概率表按百万分之一依次划分 0 至 999999：随机数落在哪一段，就抽中哪一项；该项发完则为“谢谢参与”。',
    '活动结束后公开种子和全部记录，任何人都可以在这里或用自己的程序重算。',
  ],
  unreadable: '没能读取活动数据，请稍后再试。',
  changed: '读取途中数据发生了变化，请刷新再试。',
};

const en = {
  title: 'Check a draw',
  phases: { reading: 'Reading', sealed: 'The seed is not shown yet', checking: 'Checking', right: 'Everything holds', wrong: 'Something does not hold', failed: 'The check could not be finished' },
  phaseWords: {
    reading: '',
    sealed: 'The draw ends at {time} (China time), and the seed is shown then. Note the hash below: the seed must belong to it.',
    checking: 'Your browser computes every entry anew and takes nobody’s word for it.',
    right: 'Your browser has computed each step itself and took nobody’s word for it.',
    wrong: 'What is shown does not follow from what was published:',
    failed: '{reason}',
  },
  checks: {
    hash: 'The published hash is the one you noted',
    seed: 'SHA-256 of the seed is the hash that was published beforehand',
    odds: 'The odds come to exactly 100 %, with one prize of thanks',
    number: '{count} tries are numbered from 1 without a gap',
    roll: 'Every roll is what it is when computed anew',
    prize: 'Every result follows from odds and counts',
    total: 'Nothing is missing, and no prize was given more often than published',
  },
  holds: 'holds',
  fails: 'does not hold',
  faults: {
    seed: 'The seed does not belong to the hash that was published',
    odds: 'The odds do not come to 100 %, or thanks is there more than once',
    number: 'No. {number}: the numbers have a gap',
    roll: 'No. {number}: the roll is another when computed anew',
    rolled: 'No. {number}: the roll does not fall on that prize',
    prize: 'No. {number}: the rules give another prize',
    missing: 'There should be {number} entries, and there are not',
    awarded: 'Prize {number}: it was given another number of times than is shown',
  },
  published: 'What was published',
  facts: { draw: 'Draw', committed: 'Published, and unchanged since', period: 'Runs', entries: 'Tries', id: 'Id', hash: 'Hash of the seed (SHA-256)', seed: 'Seed' },
  hidden: 'shown after the end',
  prize: 'Prize',
  odds: 'Odds',
  count: 'How many',
  won: 'Given',
  unlimited: 'any number',
  one: 'How one entry is computed',
  number: 'Number',
  show: 'Compute',
  entryFacts: { message: 'Message', digest: 'HMAC-SHA256', roll: 'Roll (0–999999)', rolled: 'Falls on' },
  how: 'How it works',
  steps: [
    'When the draw is published, a random seed of 32 bytes is made and only its SHA-256 hash is shown; prizes, odds and counts are published with it and stand still from then on.',
    'Tries are numbered in the order of their arrival: 1, 2, 3 … without a gap.',
    'The roll of try n is HMAC-SHA256(seed, "<id>:n"), read as integers of 4 bytes: the first below 4,294,000,000, modulo 1,000,000.',
    'The odds deal out 0 to 999,999 in parts of a million; the roll falls into one of them. A prize that is used up gives thanks.',
    'After the end the seed and all entries are shown, and anybody can compute them anew, here or with a program of their own.',
  ],
  unreadable: 'The draw could not be read: try again later.',
  changed: 'It has changed while it was read: load the page again.',
};

let current = new URLSearchParams(location.search).get('lang') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const language = () => (current === 'zh' ? 'zh' : 'en');
export const setLanguage = (value) => {
  current = value;
};
export const word = (name) => (language() === 'zh' ? zh : en)[name];
export const words = word;
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ''));
`;
