/** The page as it is before its script has read anything; `data-word` is filled in the reader's language. */
export const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>验证抽奖</title>
<link rel="stylesheet" href="/verify/style.css">
<script type="module" src="/verify/main.js"></script>
</head>
<body>
<header><h1 id="title" data-word="title">验证抽奖</h1><button id="language" type="button" lang="en">English</button></header>
<main>
<noscript><p class="card">本页在您的浏览器里重算抽奖结果，需要开启 JavaScript。 This page computes the draw anew in your browser and needs JavaScript.</p></noscript>
<section id="verdict" class="card" aria-live="polite"><h2 id="verdict-title"></h2><p id="verdict-words"></p>
<progress id="progress" max="1" value="0" hidden></progress>
<ol id="steps"></ol><ul id="faults"></ul></section>
<section id="published" class="card" hidden><h2 data-word="published"></h2><dl id="facts"></dl>
<div class="scroll"><table><thead><tr><th data-word="prize"></th><th data-word="odds"></th><th data-word="count"></th><th data-word="won"></th></tr></thead><tbody id="prizes"></tbody></table></div></section>
<section id="one" class="card" hidden><h2 data-word="one"></h2>
<form id="look"><label><span data-word="number"></span> <input id="number" inputmode="numeric" pattern="[0-9]*" maxlength="10" required></label> <button type="submit" data-word="show"></button></form>
<dl id="entry" aria-live="polite"></dl></section>
<section class="card"><h2 data-word="how"></h2><ol id="how"></ol></section>
</main>
</body>
</html>
`;
