const { say } = require('./notice');

/*
 * Pages with `<page-state>` keep `state` (`loading`, `ready`, `empty`, `error`) and `message`, and ask anew by `refresh()`.
 */

/**
 * What is on the screen stays, and the fault is said; an empty screen shows it. What is not there, in the page's own words: asking
 * anew would not help, so that the button leads away.
 */
function showFault(page, error) {
  const { state, t } = page.data;
  if (state === 'ready') say(error.message);
  else if (error.status === 404 && t.missing) page.setData({ state: 'empty', message: t.missing });
  else page.setData({ state: 'error', message: error.message });
}

/** The button of `<page-state>`: away from a page that has nothing to show, once more after a fault. */
function act(page, leave) {
  if (page.data.state === 'empty') {
    leave();
    return;
  }
  page.setData({ state: 'loading' });
  page.refresh();
}

module.exports = { showFault, act };
