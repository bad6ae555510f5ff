/** What every page has before its own styles, as in WeChat's web view. */
export const BASE_STYLE = `
html,body{margin:0;padding:0}
html{height:100%;-webkit-text-size-adjust:100%}
body{min-height:100%;font:16px/1.4 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif;-webkit-tap-highlight-color:transparent;user-select:none}
html::-webkit-scrollbar,*::-webkit-scrollbar{display:none}
[hidden]{display:none!important}
wx-page{display:contents}
wx-view{display:block}
wx-text{display:inline;white-space:pre-line;word-break:break-word}
wx-block,wx-slot{display:contents}
`;
