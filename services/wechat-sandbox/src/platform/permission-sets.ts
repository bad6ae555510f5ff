/** The permission sets the platform holds (third-party-platform.md §5). */
export const permissionSets: Readonly<Record<number, { zh: string; en: string }>> = {
  17: { zh: '帐号管理与小程序码', en: 'Account management and mini-program codes' },
  18: { zh: '小程序开发管理与数据分析', en: 'Development management and analytics' },
  19: { zh: '客服消息', en: 'Customer-service messages' },
  25: { zh: '开放平台帐号管理', en: 'Open-platform account binding' },
  30: { zh: '小程序基本信息设置', en: 'Basic information and categories' },
  31: { zh: '小程序认证', en: 'Certification' },
  88: { zh: '小程序链接管理', en: 'URL Scheme and URL Link' },
  89: { zh: '订阅消息管理', en: 'Subscribe messages' },
  142: { zh: '发货信息管理', en: 'Shipping information' },
  156: { zh: '小程序备案', en: 'ICP filing' },
};

export const allPermissionSets: readonly number[] = Object.keys(permissionSets).map(Number);
