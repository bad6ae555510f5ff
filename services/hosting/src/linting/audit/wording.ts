/** Rewards for sharing and following (shared/wechat/code-management.md §10, 7). */
export const shareInducement =
  /(?:分享|转发|邀请好友|发朋友圈)[^。！？\n]{0,12}(?:领取|领红包|得红包|送红包|解锁|免费领|抽奖机会|立减|返现|得奖励)|(?:关注|加群|下载)[^。！？\n]{0,10}(?:解锁|领取|才能|即可领)|\bshare\b[^.!?\n]{0,30}\b(?:to (?:unlock|get|win|earn|claim))\b|\b(?:follow|subscribe)\b[^.!?\n]{0,30}\bto (?:unlock|claim)\b/i;

/** What the audit calls unfinished (§10, 3). */
export const unfinished =
  /敬请期待|正在开发|开发中|测试数据|测试内容|占位文[字本]|功能暂未开放|lorem ipsum|\bcoming soon\b|\bunder construction\b|\bTODO\b|\bFIXME\b/i;

/** Imitates WeChat's own log-in (§10, 4). */
export const imitatesLogin =
  /微信(?:一键|快捷|授权)?登[录陆]|(?:log|sign) ?in with we ?chat|wechat (?:log|sign)[ -]?in/i;

export const manyLevels = /(?:三级|多级|无限级)分[销佣]|三级返[利佣]|multi-?level (?:distribution|marketing)/i;

/** As much of a text as helps to find it. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
