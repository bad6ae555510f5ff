const api = require('../../services/api');
const { mediaUrl } = require('../../services/media');
const { say } = require('../../services/notice');
const { sendAvatar, TooLarge } = require('../../services/profile');
const session = require('../../services/session');
const { texts } = require('../../i18n/index');

/** What shoppers say of themselves, each part of their own will. Nobody is logged in just for looking. */
Component({
  data: { t: texts('profile'), avatar: '', nickname: '', phone: '', waiting: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('profile') });
    },
  },

  pageLifetimes: {
    show() {
      this.setData({ t: texts('profile') });
      if (session.hasToken()) api.profile().then((profile) => this.show(profile), () => {});
    },
  },

  methods: {
    show(profile) {
      this.setData({
        avatar: mediaUrl(profile.heldAvatarUrl || profile.avatarUrl),
        nickname: profile.heldNickname || profile.nickname || '',
        phone: profile.phone || '',
        waiting: Boolean(profile.heldNickname || profile.heldAvatarUrl),
      });
    },

    onAvatar(event) {
      const path = event.detail.avatarUrl;
      if (!path) return;
      sendAvatar(path).then(
        (profile) => this.show(profile),
        (error) => say(error instanceof TooLarge ? this.data.t.avatarTooLarge : error.message),
      );
    },

    onNickname(event) {
      const nickname = (event.detail.value || '').trim();
      if (!nickname || nickname === this.data.nickname) return;
      const before = this.data.nickname;
      // Shown at once: the keyboard's button and leaving the field both come here, and only a change is drawn when it is taken back.
      this.setData({ nickname });
      api.setNickname(nickname).then(
        (profile) => this.show(profile),
        (error) => {
          this.setData({ nickname: before });
          say(error.message);
        },
      );
    },

    onPhone(event) {
      const { code } = event.detail;
      if (!code) return;
      api.setPhone(code).then(
        ({ phone }) => this.setData({ phone }),
        (error) => say(error.message),
      );
    },

    onForgetPhone() {
      api.removePhone().then(
        () => this.setData({ phone: '' }),
        (error) => say(error.message),
      );
    },
  },
});
