import type { PickerColumns } from './picker-columns.js';

/** Province: city: districts with the codes of GB/T 2260. A short list for previews; a phone has all of them. */
const REGIONS = `
北京市 110000|北京市 110100|东城区 110101,西城区 110102,朝阳区 110105,海淀区 110108
天津市 120000|天津市 120100|和平区 120101,河东区 120102,河西区 120103
河北省 130000|石家庄市 130100|长安区 130102,桥西区 130104
山西省 140000|太原市 140100|小店区 140105,迎泽区 140106
内蒙古自治区 150000|呼和浩特市 150100|新城区 150102,回民区 150103
辽宁省 210000|沈阳市 210100|和平区 210102,沈河区 210103|大连市 210200|中山区 210202,西岗区 210203
吉林省 220000|长春市 220100|南关区 220102,朝阳区 220104
黑龙江省 230000|哈尔滨市 230100|道里区 230102,南岗区 230103
上海市 310000|上海市 310100|黄浦区 310101,徐汇区 310104,静安区 310106,浦东新区 310115
江苏省 320000|南京市 320100|玄武区 320102,鼓楼区 320106|苏州市 320500|吴中区 320506,姑苏区 320508
浙江省 330000|杭州市 330100|上城区 330102,西湖区 330106|宁波市 330200|海曙区 330203,江北区 330205
安徽省 340000|合肥市 340100|瑶海区 340102,蜀山区 340104
福建省 350000|福州市 350100|鼓楼区 350102,台江区 350103|厦门市 350200|思明区 350203,湖里区 350206
江西省 360000|南昌市 360100|东湖区 360102,西湖区 360103
山东省 370000|济南市 370100|历下区 370102,市中区 370103|青岛市 370200|市南区 370202,市北区 370203
河南省 410000|郑州市 410100|中原区 410102,金水区 410105
湖北省 420000|武汉市 420100|江岸区 420102,武昌区 420106
湖南省 430000|长沙市 430100|芙蓉区 430102,岳麓区 430104
广东省 440000|广州市 440100|越秀区 440104,海珠区 440105,天河区 440106|深圳市 440300|罗湖区 440303,福田区 440304,南山区 440305
广西壮族自治区 450000|南宁市 450100|兴宁区 450102,青秀区 450103
海南省 460000|海口市 460100|秀英区 460105,龙华区 460106
重庆市 500000|重庆市 500100|渝中区 500103,江北区 500105
四川省 510000|成都市 510100|锦江区 510104,青羊区 510105,武侯区 510107
贵州省 520000|贵阳市 520100|南明区 520102,云岩区 520103
云南省 530000|昆明市 530100|五华区 530102,盘龙区 530103
西藏自治区 540000|拉萨市 540100|城关区 540102
陕西省 610000|西安市 610100|新城区 610102,雁塔区 610113
甘肃省 620000|兰州市 620100|城关区 620102,七里河区 620103
青海省 630000|西宁市 630100|城东区 630102,城中区 630103
宁夏回族自治区 640000|银川市 640100|兴庆区 640104,金凤区 640106
新疆维吾尔自治区 650000|乌鲁木齐市 650100|天山区 650102,沙依巴克区 650103`;

interface Region {
  readonly name: string;
  readonly code: string;
  readonly inside: readonly Region[];
}

const provinces: readonly Region[] = REGIONS.trim().split('\n').map(provinceOf);

/** Mode `region`. Value: `[province, city, district]`; with `level` `city` or `province` as many of them. */
export function regionColumns(value: unknown, level: string, customItem: string): PickerColumns {
  const depth = level === 'province' ? 1 : level === 'city' ? 2 : 3;
  const names = Array.isArray(value) ? (value as unknown[]) : [];
  const at = names.indexOf(customItem);
  const known = withNames(provinces, names.slice(0, at < 0 ? depth : Math.min(at, depth)));
  const custom: readonly Region[] = customItem ? [{ name: customItem, code: '', inside: [] }] : [];
  const listsFor = (rowAt: (list: readonly Region[], column: number) => number) => {
    const columns: (readonly Region[])[] = [];
    const rows: number[] = [];
    let inside = known;
    for (let column = 0; column < depth; column += 1) {
      const list = [...custom, ...inside];
      const row = Math.min(Math.max(0, rowAt(list, column)), Math.max(0, list.length - 1));
      columns.push(list);
      rows.push(row);
      inside = list[row]?.inside ?? [];
    }
    return { columns, rows };
  };
  const byName = listsFor((list, column) => list.findIndex(({ name }) => name === names[column]));
  const words = ({ columns, rows }: typeof byName) => ({
    columns: columns.map((list) => list.map(({ name }) => name)),
    value: rows,
  });
  return {
    texts: words(byName).columns,
    value: byName.rows,
    turned: (turned, values) => words(listsFor((_, column) => (column > turned ? 0 : (values[column] ?? 0)))),
    chosen(values) {
      const { columns, rows } = listsFor((_, column) => values[column] ?? 0);
      const chosen = columns.map((list, column) => list[rows[column] ?? 0]);
      return {
        value: chosen.map((region) => region?.name ?? ''),
        code: chosen.map((region) => region?.code ?? ''),
        postcode: '',
      };
    },
    initial: [],
  };
}

/** What the list lacks of a value that is there, as an address has it: it is not turned into another one. */
function withNames(regions: readonly Region[], [name, ...rest]: readonly unknown[]): readonly Region[] {
  if (typeof name !== 'string' || name === '') return regions;
  const known = regions.find((region) => region.name === name);
  const named = { name, code: known?.code ?? '', inside: withNames(known?.inside ?? [], rest) };
  return known ? regions.map((region) => (region === known ? named : region)) : [...regions, named];
}

function provinceOf(line: string): Region {
  const [province = '', ...rest] = line.split('|');
  const cities = rest.filter((_, at) => at % 2 === 0);
  return regionOf(
    province,
    cities.map((city, at) =>
      regionOf(
        city,
        (rest[at * 2 + 1] ?? '').split(',').map((district) => regionOf(district, [])),
      ),
    ),
  );
}

function regionOf(text: string, inside: readonly Region[]): Region {
  const [name = '', code = ''] = text.split(' ');
  return { name, code, inside };
}
