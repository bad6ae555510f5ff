const afterSaleApi = require('./after-sale-api');

const MAX_BYTES = 2 * 1024 * 1024;
const TYPES = { png: 'image/png', gif: 'image/gif', webp: 'image/webp' };

/** A picture of more than two megabytes is not taken. */
class TooLarge extends Error {}

/** Lets the shopper choose up to `count` pictures. @returns {Promise<string[]>} temporary paths; none when they changed their mind */
function choosePictures(count) {
  return new Promise((resolve) => {
    wx.chooseMedia({
      count,
      mediaType: ['image'],
      sizeType: ['compressed'],
      success: ({ tempFiles }) => resolve(tempFiles.map(({ tempFilePath }) => tempFilePath)),
      fail: () => resolve([]),
    });
  });
}

/** Sends the picture at a temporary path of the phone. @returns {Promise<{file: string, url: string}>} */
function sendPicture(path) {
  return readFile(path).then((bytes) => {
    if (bytes.byteLength > MAX_BYTES) return Promise.reject(new TooLarge());
    const ending = (/\.(\w+)$/.exec(path) || [])[1];
    return afterSaleApi.sendReviewPicture(bytes, TYPES[(ending || '').toLowerCase()] || 'image/jpeg');
  });
}

function readFile(filePath) {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath,
      success: (result) => resolve(result.data),
      fail: (error) => reject(new Error(error.errMsg)),
    });
  });
}

module.exports = { choosePictures, sendPicture, TooLarge };
