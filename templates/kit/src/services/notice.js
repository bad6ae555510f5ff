/** A short word that goes by itself. */
function say(title) {
  wx.showToast({ title, icon: 'none', duration: 2200 });
}

/** Asks before something that cannot be undone. @returns {Promise<boolean>} */
function confirm(content, confirmText, cancelText) {
  return new Promise((resolve) => {
    wx.showModal({
      content,
      confirmText,
      cancelText,
      success: (result) => resolve(result.confirm),
      fail: () => resolve(false),
    });
  });
}

module.exports = { say, confirm };
