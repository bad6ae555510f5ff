/** The look of the page, by day and by night. */
export const style = `
:root{--ink:#1f2421;--soft:#5c635f;--line:#e0e3e1;--back:#f4f3ee;--card:#fff;--good:#1f6f54;--bad:#b42318;color-scheme:light}
@media(prefers-color-scheme:dark){:root{--ink:#ecefed;--soft:#a3aba7;--line:#333936;--back:#121413;--card:#1d201f;--good:#7cc4a7;--bad:#ff8a80;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
header{display:flex;align-items:center;justify-content:space-between;gap:16px;max-width:760px;margin:0 auto;padding:16px 20px 4px}
h1{margin:0;font-size:20px}h2{margin:0 0 8px;font-size:17px}
main{max-width:760px;margin:0 auto;padding:8px 12px 40px}
.card{margin:0 0 12px;padding:16px 18px;border-radius:14px;background:var(--card)}
#verdict[data-phase=right] h2{color:var(--good)}#verdict[data-phase=wrong] h2,#verdict[data-phase=failed] h2{color:var(--bad)}
#verdict-words{margin:0;color:var(--soft)}progress{width:100%;margin-top:12px;accent-color:var(--good)}
#steps{margin:8px 0 0;padding:0;list-style:none}#steps li{padding:4px 0}.right{color:var(--good)}.wrong{color:var(--bad)}
#faults{margin:4px 0 0;padding-left:20px;color:var(--bad)}#steps:empty,#faults:empty{display:none}
dl{margin:0 0 8px}dt{margin-top:8px;color:var(--soft);font-size:14px}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}table{width:100%;border-collapse:collapse}th,td{padding:8px 8px 8px 0;border-top:1px solid var(--line);text-align:left}
th{color:var(--soft);font-weight:500;font-size:14px;white-space:nowrap}td:not(:first-child){font-variant-numeric:tabular-nums;white-space:nowrap}
#how{margin:0;padding-left:20px}#how li{padding:3px 0;overflow-wrap:anywhere}
button,input{font:inherit;min-height:44px;padding:6px 16px;border:1px solid var(--soft);border-radius:22px;background:none;color:inherit}
input{width:9em}button{cursor:pointer}button:focus-visible,input:focus-visible{outline:3px solid var(--good);outline-offset:2px}
[hidden]{display:none!important}
`;
