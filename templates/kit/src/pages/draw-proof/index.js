const drawApi = require('../../services/draw-api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const { auditDraw, missingFrom } = require('../../services/draw-audit');
const { promised } = require('../../services/draw-promise');
const navigation = require('../../services/navigation');
const { act, showFault } = require('../../services/page-state');
const { hasToken } = require('../../services/session');
const { fill } = require('../../i18n/index');

const MOST_WINNERS = 200;
const MOST_FAULTS = 20;

/** How a draw is checked, and, once it is over, the check itself: every entry recomputed on this phone. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', proof: {}, words: '', web: '', verdict: '', lines: [], winners: [] },

  onLoad(query) {
    dress(this, 'drawProof', true);
    this.id = query.id || '';
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onUnload() {
    this.gone = true;
  },

  refresh() {
    this.setData({ verdict: '', lines: [], winners: [] });
    return Promise.all([drawApi.draw(this.id), drawApi.drawProof(this.id)]).then(
      ([draw, proof]) => {
        const { t } = this.data;
        const { drawId, seed, seedHash } = proof;
        const words = seed ? t.open : fill(t.sealed, { time: localTime(proof.endsAt) });
        const web = drawApi.verifierAddress(drawId, promised(drawId) || seedHash);
        this.setData({ state: 'ready', proof: { drawId, seed, seedHash }, words, web });
        return seed ? this.check(draw, proof) : null;
      },
      (error) => showFault(this, error),
    );
  },

  check(draw, proof) {
    const { t } = this.data;
    const progress = (checked) => {
      if (!this.gone) this.setData({ lines: [fill(t.checking, { checked, total: proof.entries })] });
    };
    this.setData({ verdict: 'checking' });
    return Promise.all([auditDraw(draw, proof, progress), this.own()]).then(
      ([{ checked, faults, entries }, own]) => this.tell({ draw, checked, faults, entries, own }),
      (error) => this.setData({ verdict: 'failed', lines: [error.message] }),
    );
  },

  /** What was answered to this shopper, if there is one; a check needs no log-in. */
  own() {
    return hasToken() ? drawApi.drawTries(this.id).then(({ entries }) => entries, () => []) : Promise.resolve([]);
  },

  tell({ draw, checked, faults, entries, own }) {
    const { t } = this.data;
    const told = promised(draw.id);
    const lost = missingFrom(entries, own);
    const wrong = faults
      .slice(0, MOST_FAULTS)
      .map(({ kind, number }) => fill(t.faults[kind], { number }))
      .concat(told && told !== draw.seedHash ? [t.otherHash] : [])
      .concat(lost.map(({ number }) => fill(t.lost, { number })));
    const right = [
      t.seedRight,
      fill(t.rollsRight, { count: checked }),
      t.prizesRight,
      told ? t.hashKept : '',
      own.length > 0 ? fill(t.ownRight, { count: own.length }) : '',
    ].filter(Boolean);
    const titles = {};
    draw.prizes.forEach(({ position, title, kind }) => {
      titles[position] = kind === 'thanks' ? '' : title;
    });
    const mine = own.map(({ number }) => number);
    const winners = entries
      .filter(({ prize }) => titles[prize])
      .slice(0, MOST_WINNERS)
      .map(({ number, prize, roll, name }) => ({
        number,
        title: titles[prize],
        roll,
        name: mine.indexOf(number) >= 0 ? t.you : name || t.anonymous,
      }));
    this.setData({ verdict: wrong.length > 0 ? 'wrong' : 'right', lines: wrong.length > 0 ? wrong : right, winners });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
