const { mediaUrl } = require('../../services/media');
const { follow } = require('../../services/navigation');
const { blocksOf } = require('../../services/section-view');
const { text } = require('../../i18n/index');

const RATIOS = { wide: '50%', standard: '62.5%', tall: '125%' };

/** Carousel of banners; a slide without a picture shows its words on the brand's colour. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { slides: [], height: '50%', current: 0, autoplay: true, intervalMs: 5000 },

  observers: {
    section(section) {
      const settings = section.settings || {};
      const slides = blocksOf(section, 'slide');
      this.setData({
        height: RATIOS[settings.ratio] || RATIOS.wide,
        autoplay: settings.autoplay !== false && slides.length > 1,
        intervalMs: (settings.intervalSeconds || 5) * 1000,
        slides: slides.map((slide, index) => ({
          id: slide.id,
          link: slide.link,
          linked: slide.linked,
          image: slide.image || '',
          pictured: mediaUrl(slide.image) !== '',
          title: slide.title || '',
          subtitle: slide.subtitle || '',
          tone: slide.tone || 'light',
          label: slide.title || text('section.slide', { index: index + 1 }),
        })),
      });
    },
  },

  methods: {
    onChange(event) {
      this.setData({ current: event.detail.current });
    },

    /** Light words on a placeholder could not be read; on the brand's colour they can. */
    onBroken(event) {
      this.setData({ [`slides[${event.currentTarget.dataset.index}].pictured`]: false });
    },

    onTap(event) {
      follow(this.data.slides[event.currentTarget.dataset.index].link);
    },
  },
});
