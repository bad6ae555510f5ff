import { readRegion, shortCity, shortProvince } from './region.js';

test.each([
  ['浙江省 杭州市 西湖区', '浙江', '杭州'],
  ['浙江 杭州 西湖', '浙江', '杭州'],
  ['浙江省杭州市西湖区', '浙江', '杭州'],
  ['  广西壮族自治区   桂林市 象山区', '广西', '桂林'],
  ['新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市', '新疆', '伊犁'],
  ['新疆 阿勒泰地区 布尔津县', '新疆', '阿勒泰'],
  ['内蒙古自治区 锡林郭勒盟', '内蒙古', '锡林郭勒'],
  ['湖北省 恩施土家族苗族自治州 恩施市', '湖北', '恩施'],
  ['吉林省 吉林市 船营区', '吉林', '吉林'],
  ['云南省 大理白族自治州', '云南', '大理'],
  ['北京市 北京市 朝阳区', '北京', '北京'],
  ['北京市朝阳区', '北京', '北京'],
  ['香港特别行政区 香港岛 中西区', '香港', '香港'],
  ['海南省', '海南', ''],
])('reads 「%s」', (text, province, city) => {
  expect(readRegion(text)).toEqual({ province, city });
});

test.each(['', ' ', 'Paris', '😀', '杭州市', '<b>浙江</b>'])('finds no province in 「%s」', (text) => {
  expect(readRegion(text)).toBeNull();
});

test('a province is one with and without its suffix, and nothing more', () => {
  expect(['浙江', '浙江省', '宁夏回族自治区', '澳门特别行政区', '上海市'].map(shortProvince)).toEqual([
    '浙江',
    '浙江',
    '宁夏',
    '澳门',
    '上海',
  ]);
  expect(['浙江省杭州市', '江南', '', '省'].map(shortProvince)).toEqual([null, null, null, null]);
});

test('a city keeps a name that is nothing but a suffix', () => {
  expect(['杭州', '杭州市', '市', '湘西土家族苗族自治州', '蒙古'].map(shortCity)).toEqual([
    '杭州',
    '杭州',
    '',
    '湘西',
    '蒙古',
  ]);
});
