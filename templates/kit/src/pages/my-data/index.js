const { dress } = require('../../services/appearance');
const { localDay } = require('../../services/dates');
const { confirm, say } = require('../../services/notice');
const personal = require('../../services/personal-api');
const { fill } = require('../../i18n/index');

/** What the shop knows of a shopper: to take along, and to have deleted. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', requested: false, waiting: '', blockers: [], busy: '' },

  onLoad() {
    dress(this, 'myData', true);
    this.refresh();
  },

  refresh() {
    return personal.deletion().then(
      (deletion) => this.show(deletion),
      (error) => this.setData({ state: 'error', message: error.message }),
    );
  },

  show({ state, dueAt, blockers }) {
    const requested = state === 'requested';
    this.setData({
      state: 'ready',
      requested,
      waiting: requested ? fill(this.data.t.waiting, { day: localDay(dueAt) }) : '',
      blockers,
    });
  },

  /** A mini-program has no folder of the shopper's: the clipboard is what other apps can read. */
  onExport() {
    this.run('export', () =>
      personal.data().then((answer) => {
        wx.setClipboardData({
          data: JSON.stringify(answer, null, 2),
          success: () => say(this.data.t.copied),
          fail: () => say(this.data.t.notCopied),
        });
      }),
    );
  },

  onDelete() {
    const { t } = this.data;
    confirm(t.sure, t.delete, t.keep).then((yes) => {
      if (yes) this.run('delete', () => personal.askDeletion().then((deletion) => this.show(deletion)));
    });
  },

  onWithdraw() {
    this.run('delete', () =>
      personal.withdrawDeletion().then((deletion) => {
        this.show(deletion);
        say(this.data.t.withdrawn);
      }),
    );
  },

  run(busy, work) {
    if (this.data.busy) return;
    this.setData({ busy });
    work()
      .catch((error) => {
        say(error.message);
        return this.refresh();
      })
      .then(() => this.setData({ busy: '' }));
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
