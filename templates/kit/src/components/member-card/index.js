const api = require('../../services/api');
const navigation = require('../../services/navigation');
const session = require('../../services/session');
const { fill, texts } = require('../../i18n/index');

/** Tier and points of who has been here before, where the shop has a membership; nothing otherwise. */
Component({
  data: { t: texts('points'), shown: false, tier: '', points: 0, hint: '' },

  lifetimes: {
    // Its page may have been in front before the shop had answered: then nothing tells of that any more.
    attached() {
      this.ask();
    },
  },

  pageLifetimes: {
    show() {
      this.ask();
    },
  },

  methods: {
    ask() {
      this.setData({ t: texts('points') });
      if (this.asking || !session.hasToken() || !navigation.page('points')) return;
      this.asking = true;
      api
        .membership()
        .then(
          (membership) => this.show(membership),
          (error) => {
            // Switched off meanwhile; without a connection what was shown stays.
            if (error.status === 404) this.setData({ shown: false });
          },
        )
        .then(() => {
          this.asking = false;
        });
    },

    show({ tier, points, signIn }) {
      const { t } = this.data;
      const canSignIn = signIn && !signIn.today;
      this.setData({
        shown: true,
        tier: tier ? tier.name : t.member,
        points,
        hint: canSignIn && signIn.nextPoints > 0 ? fill(t.signInFor, { points: signIn.nextPoints }) : canSignIn ? t.signIn : '',
      });
    },

    onOpen() {
      navigation.open('points');
    },
  },
});
