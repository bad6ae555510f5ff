/** Dialling codes, longest first, of the regions WeChat accounts mostly come from. */
const REGIONS = [
  '852',
  '853',
  '886',
  '855',
  '856',
  '86',
  '81',
  '82',
  '84',
  '65',
  '60',
  '66',
  '62',
  '63',
  '61',
  '44',
  '49',
  '33',
  '39',
  '34',
  '7',
  '1',
];

/** `phone_info`: a foreign number keeps its code in `phoneNumber` (login-and-user.md §3). A number without `+` is Chinese. */
export function phoneInfo(phoneNumber: string, appid: string): object {
  const digits = phoneNumber.replace(/^\+/, '');
  const region = phoneNumber.startsWith('+') ? REGIONS.find((code) => digits.startsWith(code)) : undefined;
  const countryCode = region ?? '86';
  const pure = region === undefined ? digits.replace(/^86(?=1\d{10}$)/, '') : digits.slice(region.length);
  return {
    phoneNumber: countryCode === '86' ? pure : `${countryCode}${pure}`,
    purePhoneNumber: pure,
    countryCode,
    watermark: { timestamp: Math.floor(Date.now() / 1000), appid },
  };
}
