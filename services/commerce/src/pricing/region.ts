/** A place as goods are sent to it: 省 and 市 in their short form, e.g. 浙江 and 杭州; `city` empty when it is not known. */
export interface Region {
  readonly province: string;
  readonly city: string;
}

/** The provinces in their short form: 省 and 市, 自治区 and 特别行政区 left out. GB/T 2260. */
const PROVINCES = `
  北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏
  陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门`
  .trim()
  .split(/\s+/);
const MUNICIPALITIES = ['北京', '天津', '上海', '重庆', '香港', '澳门'];
const PROVINCE_SUFFIX = /^(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)/;
const CITY = /^.+?(?:自治州|地区|盟|市)/;
/** The peoples whose names 自治州 bear: 恩施土家族苗族自治州 is 恩施. */
const PEOPLES =
  /(?:土家族|布依族|哈尼族|景颇族|傈僳族|朝鲜族|蒙古族|哈萨克族?|柯尔克孜族?|蒙古|藏族|羌族|彝族|白族|傣族|壮族|苗族|侗族|回族)+$/;

/**
 * Reads a region as `wx.chooseAddress` or a form gives it: 「浙江省 杭州市 西湖区」, in parts or in one piece, with or without 省 and 市.
 * @returns null for what is in no province of China
 */
export function readRegion(text: string): Region | null {
  const place = text.replaceAll(/\s+/g, ' ').trim();
  const province = PROVINCES.find((name) => place.startsWith(name));
  if (province === undefined) return null;
  const rest = place.slice(province.length).replace(PROVINCE_SUFFIX, '').trim();
  // 北京市朝阳区: the city is the province.
  if (MUNICIPALITIES.includes(province)) return { province, city: province };
  const named = rest.includes(' ') ? rest.slice(0, rest.indexOf(' ')) : (CITY.exec(rest)?.[0] ?? rest);
  return { province, city: shortCity(named) };
}

/** @returns null when it is no province */
export function shortProvince(name: string): string | null {
  const region = readRegion(name);
  return region && name.trim().slice(region.province.length).replace(PROVINCE_SUFFIX, '') === ''
    ? region.province
    : null;
}

export function shortCity(name: string): string {
  const bare = name.trim().replace(/(?:自治州|地区|盟|市)$/, '');
  // 「大理白族」 is 大理; a name that is nothing else stays what it is.
  return bare.replace(PEOPLES, '') || bare;
}
