const afterSaleApi = require('../../services/after-sale-api');
const { dress } = require('../../services/appearance');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const subscriptions = require('../../services/subscriptions');
const { choosePictures, sendPicture, TooLarge } = require('../../services/review-pictures');

const MOST_PICTURES = 6;
const STARS = [1, 2, 3, 4, 5];

/** What a shopper says of the goods of an order: each for itself. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    starNumbers: STARS,
    lines: [],
    reviewable: false,
    open: -1,
    stars: 5,
    words: '',
    pictures: [],
    anonymous: false,
    busy: '',
  },

  onLoad(query) {
    dress(this, 'review', true);
    subscriptions.prepare();
    this.orderId = query.id || '';
    this.refresh();
  },

  refresh() {
    return afterSaleApi
      .reviewsOfOrder(this.orderId)
      .then(({ lines, reviewable }) => this.show(lines, reviewable))
      .catch((error) => showFault(this, error));
  },

  show(lines, reviewable) {
    const shown = lines.map((line) => this.lineOf(line));
    const open = reviewable ? shown.findIndex(({ canWrite }) => canWrite) : -1;
    this.setData({ state: 'ready', lines: shown, reviewable, open, stars: 5, words: '', pictures: [], anonymous: false });
  },

  lineOf(line) {
    const { review, optionValues } = line;
    const gone = !review || review.state === 'refused' || review.state === 'withdrawn';
    return Object.assign({}, line, {
      options: optionValues.join(' / '),
      canWrite: gone,
      written: gone ? null : review,
      stateText: review ? this.data.t.states[review.state] : '',
      refused: Boolean(review && review.state === 'refused'),
    });
  },

  onOpen(event) {
    this.setData({ open: event.currentTarget.dataset.index, stars: 5, words: '', pictures: [], anonymous: false });
  },

  onStars(event) {
    this.setData({ stars: event.currentTarget.dataset.stars });
  },

  onWords(event) {
    this.setData({ words: event.detail.value });
  },

  onAnonymous() {
    this.setData({ anonymous: !this.data.anonymous });
  },

  onAddPictures() {
    const { pictures, busy, t } = this.data;
    if (busy) return;
    choosePictures(MOST_PICTURES - pictures.length)
      .then((paths) => {
        if (paths.length === 0) return undefined;
        this.setData({ busy: 'pictures' });
        return Promise.all(paths.map((path) => sendPicture(path).then(({ file }) => ({ file, path }))));
      })
      .then(
        (sent) => this.setData({ busy: '', pictures: this.data.pictures.concat(sent || []) }),
        (error) => {
          this.setData({ busy: '' });
          say(error instanceof TooLarge ? t.tooLarge : error.message);
        },
      );
  },

  onDropPicture(event) {
    const { index } = event.currentTarget.dataset;
    this.setData({ pictures: this.data.pictures.filter((_, position) => position !== index) });
  },

  onSend() {
    const { lines, open, stars, words, pictures, anonymous, busy, t } = this.data;
    if (busy) return;
    this.setData({ busy: 'send' });
    const review = { line: lines[open].line, stars, text: words.trim(), pictures: pictures.map(({ file }) => file), anonymous };
    const write = () => afterSaleApi.writeReview(this.orderId, review);
    subscriptions.ask(['reviewReplied']).then(write).then(
      ({ state }) => {
        this.setData({ busy: '' });
        say(state === 'shown' ? t.thanks : t.heldThanks);
        this.refresh();
      },
      (error) => {
        this.setData({ busy: '' });
        say(error.message);
      },
    );
  },

  onWithdraw(event) {
    const { t } = this.data;
    const { id } = event.currentTarget.dataset;
    confirm(t.withdrawAsk, t.withdraw, t.keep).then((yes) => {
      if (!yes) return;
      afterSaleApi.withdrawReview(id).then(
        () => this.refresh(),
        (error) => say(error.message),
      );
    });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
