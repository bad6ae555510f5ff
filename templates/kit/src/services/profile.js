const api = require('./api');

const MAX_AVATAR_BYTES = 2 * 1024 * 1024;
const TYPES = { png: 'image/png', gif: 'image/gif', webp: 'image/webp' };

/** Sends the picture at a temporary path of the phone. @returns {Promise<object>} the profile */
function sendAvatar(path) {
  return readFile(path).then((bytes) => {
    if (bytes.byteLength > MAX_AVATAR_BYTES) return Promise.reject(new TooLarge());
    const ending = (/\.(\w+)$/.exec(path) || [])[1];
    return api.setAvatar(bytes, TYPES[(ending || '').toLowerCase()] || 'image/jpeg');
  });
}

/** A picture of more than two megabytes is not taken. */
class TooLarge extends Error {}

function readFile(filePath) {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath,
      success: (result) => resolve(result.data),
      fail: (error) => reject(new Error(error.errMsg)),
    });
  });
}

module.exports = { sendAvatar, TooLarge };
