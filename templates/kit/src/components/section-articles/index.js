const { open } = require('../../services/navigation');
const { localDay } = require('../../services/dates');
const { fill, texts } = require('../../i18n/index');

/** Articles with large covers, as a list, or as cards to swipe. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, articles: [], style: 'list' },

  observers: {
    section(section) {
      const t = texts('section');
      const settings = section.settings || {};
      const articles = (section.articles || []).map((article) => shown(article, t));
      this.setData({ t, settings, articles, style: settings.style || 'list' });
    },
  },

  methods: {
    onTap(event) {
      open('article', { id: event.currentTarget.dataset.id });
    },
  },
});

function shown(article, t) {
  const facts = [
    article.author ? article.author.name : '',
    article.publishedAt ? localDay(article.publishedAt) : '',
    article.readMinutes ? fill(t.readMinutes, { count: article.readMinutes }) : '',
  ];
  return {
    id: article.id,
    title: article.title,
    summary: article.summary || '',
    coverUrl: article.coverUrl || '',
    facts: facts.filter(Boolean).join(' · '),
  };
}
