/** What every page has before its own styles, as in WeChat's web view. */
export const BASE_STYLE = `
${localFont(400, ['PingFangSC-Regular', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Segoe UI', 'Arial', 'DejaVu Sans'])}
${localFont(600, ['PingFangSC-Semibold', 'Microsoft YaHei Bold', 'Noto Sans CJK SC Bold', 'Noto Sans SC Bold', 'Source Han Sans SC Bold', 'Segoe UI Semibold', 'Arial Bold', 'DejaVu Sans Bold'])}
html,body{margin:0;padding:0}
html{height:100%;-webkit-text-size-adjust:100%}
body{min-height:100%;font:16px/1.4 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif;-webkit-tap-highlight-color:transparent;user-select:none}
html::-webkit-scrollbar,*::-webkit-scrollbar{display:none}
[hidden]{display:none!important}
wx-page{display:contents}
wx-view{display:block}
wx-block,wx-slot{display:contents}
`;

/** Component libraries name PingFang and no generic family: where there is none, text would fall to the browser's serif. */
function localFont(weight: number, names: readonly string[]): string {
  const sources = names.map((name) => `local("${name}")`).join(',');
  return `@font-face{font-family:"PingFang SC";font-weight:${weight};src:${sources}}`;
}
