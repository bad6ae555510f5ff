// `npm start`. Old versions of Node must be able to read this file to be told that they are too old, so it keeps to
// plain syntax; everything else is loaded after the check.
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  console.error(
    'Xiaopu needs Node.js 20.19 or newer, this is ' +
      process.versions.node +
      ': install a newer one (https://nodejs.org, or `nvm install 24`) and run `npm start` again.',
  );
  process.exit(1);
}

import('./build.mjs')
  .then(function (build) {
    return build.prepare(console.log);
  })
  .then(function () {
    return import('../../dist/infra/embedded/main.js');
  })
  .then(function (launcher) {
    return launcher.main();
  })
  .catch(function (error) {
    console.error(error && error.sentence ? error.message : error);
    process.exit(1);
  });
