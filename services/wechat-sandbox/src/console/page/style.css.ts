/** The look of all pages. */
export const style = `
:root{--green:#07a350;--ink:#1f2329;--soft:#5f6773;--line:#e3e6ea;--back:#f5f6f8;--card:#fff;--bad:#b42318;color-scheme:light}
*{box-sizing:border-box}body{margin:0;font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:var(--back)}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;padding:12px 24px;background:var(--card);border-bottom:1px solid var(--line)}
header h1{font-size:18px;margin:0}.grow{flex:1}h2{font-size:16px;margin:0 0 8px}small{color:var(--soft);font-weight:normal}
nav{display:flex;gap:4px;padding:0 24px;background:var(--card);border-bottom:1px solid var(--line);overflow-x:auto}
[role=tab]{border:0;border-bottom:3px solid transparent;border-radius:0;background:none;padding:10px 14px;color:var(--soft);white-space:nowrap}
[role=tab][aria-selected=true]{border-color:var(--green);color:var(--ink);font-weight:600}
main{max-width:1120px;margin:20px auto;padding:0 24px}main.narrow{max-width:560px;margin:48px auto;padding:24px 32px}main.narrow h1{font-size:20px;margin:0 0 12px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;margin:0 0 16px}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:8px 0}.row h2{margin:0}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:10px;background:var(--card);margin-bottom:8px}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:8px 12px;border-top:1px solid var(--line);vertical-align:top}
th{white-space:nowrap}time{white-space:nowrap}thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px}td button{margin:0 4px 4px 0}
code{font:13px ui-monospace,Menlo,monospace;background:var(--back);padding:1px 4px;border-radius:4px;overflow-wrap:break-word}summary{white-space:nowrap;cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:12px ui-monospace,Menlo,monospace;max-width:420px}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0 0 16px;padding:8px 16px}fieldset label{display:block;padding:4px 0}
button{font:inherit;white-space:nowrap;min-height:34px;padding:4px 12px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:inherit;cursor:pointer}button:hover{border-color:var(--green)}
button[aria-pressed=true]{border-color:#067a3e;color:#067a3e;font-weight:600}
button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--green);outline-offset:2px}
button.primary{background:#067a3e;border-color:#067a3e;color:#fff;font-weight:600}main.narrow button.primary{width:100%;padding:10px}button.danger{border-color:var(--bad);color:var(--bad)}button:disabled{opacity:.5;cursor:default}
.tag{display:inline-block;padding:0 8px;border-radius:10px;font-size:13px;background:#fff4e0;color:#7a4a06}.tag.good{background:#e6f8ee;color:#05602f}.tag.bad{background:#fdecec;color:var(--bad)}
.notice{margin:12px 24px 0;padding:8px 12px;border-radius:8px;background:#e6f8ee}.notice.bad{background:#fdecec;color:var(--bad)}
.empty{color:var(--soft);margin:8px 0}.counter{display:inline-flex;gap:6px;align-items:center;margin-right:12px}output{min-width:1.5em;text-align:center;font-variant-numeric:tabular-nums}
[role=tabpanel]:focus-visible{outline:0}a{color:#067a3e}[hidden]{display:none!important}
input,select{font:inherit;min-height:34px;padding:4px 10px;border:1px solid #c9ced6;border-radius:6px;background:var(--card);color:inherit;max-width:100%}input[type=number]{width:80px}input[type=radio],input[type=checkbox]{min-height:0}
@media(max-width:640px){header,nav{padding-left:12px;padding-right:12px}main{padding:0 12px;margin-top:12px}.notice{margin:12px}
main.narrow{margin:12px;padding:20px}
nav{gap:0}[role=tab]{padding:10px 7px;font-size:14px}td,code{overflow-wrap:anywhere}.scroll{border:0;background:none;overflow:visible}thead{display:none}table,tbody,tr,td{display:block}
tr{background:var(--card);border:1px solid var(--line);border-radius:10px;margin-bottom:8px;padding:6px 0}td{border:0;padding:3px 12px}td:empty{display:none}
td[data-label]:not([data-label=""]){position:relative;padding-left:104px;min-height:30px}
td[data-label]:not([data-label=""])::before{content:attr(data-label);position:absolute;left:12px;width:86px;color:var(--soft);font-size:13px}}
`;
