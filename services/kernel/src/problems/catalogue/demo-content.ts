import type { ProblemTable } from '../problem-table.js';

/** A preset's demo content in a shop. */
export const demoContentProblems = {
  'demo_content.other_template': {
    status: 409,
    title: { zh: '预设属于另一个模板', en: 'The preset is of another template' },
    detail: {
      zh: '预设 {preset} 属于模板 {other}，而店铺使用模板 {template}；请选择 {template} 的预设，或先更换模板。',
      en: 'Preset {preset} is of template {other}, but the storefront uses {template}; choose a preset of {template}, or change the template first.',
    },
  },
  'demo_content.broken': {
    status: 422,
    title: { zh: '演示内容有误', en: 'The demo content is broken' },
    detail: {
      zh: '模板 {template} 的文件 {file} 有误，没有导入任何内容；请模板作者按 errors 修改。',
      en: 'File {file} of template {template} has faults and nothing was brought in; its author corrects what "errors" lists.',
    },
  },
} as const satisfies ProblemTable;
