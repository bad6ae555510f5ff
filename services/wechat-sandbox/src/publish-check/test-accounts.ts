export interface TestAccount {
  readonly kind: 'official-account' | 'mini-program';
  readonly appid: string;
  /** Its original id; `ToUserName` of what it is sent. */
  readonly userName: string;
}

/** [U] The facts do not number the message set of official accounts. */
export const OFFICIAL_MESSAGE_SET = 1;
export const CUSTOMER_SERVICE_SET = 19;

/** The accounts that WeChat checks a platform with before it is published: five pairs (third-party-platform.md §6). */
export const testAccounts: readonly TestAccount[] = [
  { kind: 'mini-program', appid: 'wxd101a85aa106f53e', userName: 'gh_8dad206e9538' },
  { kind: 'official-account', appid: 'wx570bc396a51b8ff8', userName: 'gh_3c884a361561' },
  { kind: 'mini-program', appid: 'wxc39235c15087f6f3', userName: 'gh_905ae9d01059' },
  { kind: 'official-account', appid: 'wx9252c5e0bb1836fc', userName: 'gh_c0f28a78b318' },
  { kind: 'mini-program', appid: 'wx7720d01d4b2a4500', userName: 'gh_393666f1fdf4' },
  { kind: 'official-account', appid: 'wx8e1097c5bc82cde9', userName: 'gh_3f222ed8d140' },
  { kind: 'mini-program', appid: 'wx05d483572dcd5d8b', userName: 'gh_39abb5d4e1b7' },
  { kind: 'official-account', appid: 'wx14550af28c71a144', userName: 'gh_26128078e9ab' },
  { kind: 'mini-program', appid: 'wx5910277cae6fd970', userName: 'gh_7818dcb60240' },
  { kind: 'official-account', appid: 'wxa35b9c23cfe664eb', userName: 'gh_2b3713f184a6' },
];

export const findTestAccount = (appid: string): TestAccount | null =>
  testAccounts.find((account) => account.appid === appid) ?? null;
