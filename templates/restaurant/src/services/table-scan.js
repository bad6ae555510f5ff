const scan = require('./scan');

/** Opens the camera for the code on the table. @returns {Promise<boolean>} whether it led somewhere */
function scanTable() {
  return new Promise((resolve) => {
    wx.scanCode({
      scanType: ['wxCode', 'qrCode'],
      success: ({ path, result }) => resolve(scan.follow({ scene: sceneOf(path || result || '') })),
      fail: () => resolve(false),
    });
  });
}

/** WeChat answers a scanned code as `pages/home/index?scene=s%3DAb12Cd34`. */
function sceneOf(path) {
  const found = /[?&]scene=([^&]+)/.exec(path);
  return found ? found[1] : '';
}

module.exports = { scanTable };
