import type { Category } from '../state/app.model.js';

interface SecondCategory {
  id: number;
  name: string;
  /** The qualification that must be shown, or null. */
  qualification: string | null;
}

/** A part of WeChat's catalogue for shops (code-management.md §3); ids are this sandbox's own. */
export const categoryCatalogue: readonly { id: number; name: string; children: readonly SecondCategory[] }[] = [
  {
    id: 304,
    name: '商家自营',
    children: [
      { id: 321, name: '服饰内衣', qualification: null },
      { id: 322, name: '鞋靴', qualification: null },
      { id: 323, name: '箱包皮具', qualification: null },
      { id: 324, name: '美妆', qualification: null },
      { id: 325, name: '个护家清', qualification: null },
      { id: 326, name: '3C数码', qualification: null },
      { id: 327, name: '家用电器', qualification: null },
      { id: 328, name: '母婴用品', qualification: null },
      { id: 329, name: '玩具', qualification: null },
      { id: 330, name: '运动户外', qualification: null },
      { id: 331, name: '工艺品', qualification: null },
      { id: 332, name: '时尚首饰', qualification: null },
      { id: 333, name: '园艺/鲜花', qualification: null },
      { id: 334, name: '食品饮料', qualification: '《食品经营许可证》或预包装食品备案' },
      { id: 335, name: '酒类', qualification: '《食品经营许可证》' },
      { id: 336, name: '珠宝玉石', qualification: '经营范围证明' },
      { id: 337, name: '图书报刊', qualification: '《出版物经营许可证》' },
    ],
  },
  {
    id: 1,
    name: '电商平台',
    children: [{ id: 2, name: '电商平台', qualification: '《增值电信业务经营许可证》（EDI）' }],
  },
  { id: 287, name: '工具', children: [{ id: 298, name: '信息查询', qualification: null }] },
];

export const defaultCategory = (): Category => approved(304, 321) as Category;

/** An approved category by ids or by names; null when the catalogue has no such pair. */
export function approved(first: number | string, second: number | string): Category | null {
  const parent = categoryCatalogue.find(({ id, name }) => id === first || name === first);
  const child = parent?.children.find(({ id, name }) => id === second || name === second);
  if (!parent || !child) return null;
  return {
    first: parent.id,
    firstName: parent.name,
    second: child.id,
    secondName: child.name,
    auditStatus: 3,
    auditReason: '',
  };
}

export function findQualification(first: number, second: number): string | null {
  const parent = categoryCatalogue.find(({ id }) => id === first);
  return parent?.children.find(({ id }) => id === second)?.qualification ?? null;
}
