const LIBRARY = 'miniprogram_npm/tdesign-miniprogram';

export interface TDesignPage {
  /** Components by name without `t-`; further ones that they use come along. */
  readonly uses: readonly string[];
  readonly wxml: string;
  readonly data?: object;
  /** More members of `Page({…})`, as text. */
  readonly code?: string;
}

/**
 * A page for each component of TDesign that shops use, written as its own documentation shows it. `on` writes what a page hears into `#log`:
 * `data-say`, or the event's name, and its detail.
 */
export const TDESIGN_PAGES: Readonly<Record<string, TDesignPage>> = {
  tabs: {
    uses: ['tabs', 'tab-panel'],
    wxml: `<t-tabs defaultValue="a" animation="{{ {duration: 0.1} }}" bind:change="on"><t-tab-panel wx:for="{{panels}}" wx:key="value" label="{{item.label}}" value="{{item.value}}" badge-props="{{item.badge}}"><view class="panel">{{item.text}}</view></t-tab-panel></t-tabs>`,
    data: {
      panels: [
        { value: 'a', label: 'Teas', text: 'green' },
        { value: 'b', label: 'Cups', text: 'glass', badge: { count: 8 } },
        { value: 'c', label: 'Gifts', text: 'boxes' },
      ],
    },
  },
  'tab-bar': {
    uses: ['tab-bar', 'tab-bar-item'],
    wxml: `<t-tab-bar value="{{value}}" bind:change="pick" theme="tag" split="{{false}}"><t-tab-bar-item wx:for="{{list}}" wx:key="value" value="{{item.value}}" icon="{{item.icon}}" badge-props="{{item.badge}}">{{item.label}}</t-tab-bar-item></t-tab-bar>`,
    data: {
      value: 'home',
      list: [
        { value: 'home', label: 'Home', icon: 'home' },
        { value: 'cart', label: 'Cart', icon: 'cart', badge: { count: 3 } },
        { value: 'me', label: 'Me', icon: 'user', badge: { dot: true } },
      ],
    },
    code: 'pick(event) { this.setData({ value: event.detail.value }); this.on(event); }',
  },
  dialog: {
    uses: ['dialog', 'button'],
    wxml: `<t-button t-class="open" bind:tap="open">open</t-button><t-dialog visible="{{visible}}" title="Delete it?" content="It is gone for ever." confirm-btn="{{ {content: 'Delete', variant: 'base', theme: 'danger'} }}" cancel-btn="Keep" data-say="confirm" bind:confirm="close" bind:cancel="close"/>
      <t-button t-class="call" bind:tap="call">call</t-button><t-dialog id="t-dialog"/>`,
    data: { visible: false },
    code: `open() { this.setData({ visible: true }); }, close(event) { this.setData({ visible: false }); this.say(event.type); },
      call() { require('../../${LIBRARY}/dialog/index').default.confirm({ context: this, title: 'By call', content: 'sure?', confirmBtn: 'Yes', cancelBtn: 'No' }).then(() => this.say('yes')).catch(() => this.say('no')); }`,
  },
  toast: {
    uses: ['toast', 'button', 'message'],
    wxml: `<t-button t-class="open" bind:tap="open">toast</t-button><t-toast id="t-toast"/><t-button t-class="tell" bind:tap="tell">message</t-button><t-message id="t-message"/>`,
    code: `open() { require('../../${LIBRARY}/toast/index').default({ context: this, selector: '#t-toast', message: 'Saved', theme: 'success', duration: 600, close: () => this.say('closed') }); },
      tell() { require('../../${LIBRARY}/message/index').default.info({ context: this, offset: [20, 32], duration: 600, content: 'Three left' }); }`,
  },
  'swipe-cell': {
    uses: ['swipe-cell', 'cell'],
    wxml: `<t-swipe-cell right="{{right}}" bind:click="on" bind:dragend="on"><t-cell title="Green tea" note="12.00"/></t-swipe-cell>`,
    data: {
      right: [
        { text: 'Edit', className: 'edit', style: 'background:#0052d9;color:#fff;width:60px;height:100%' },
        { text: 'Delete', className: 'delete', style: 'background:#e34d59;color:#fff;width:60px;height:100%' },
      ],
    },
  },
  collapse: {
    uses: ['collapse', 'collapse-panel'],
    wxml: `<t-collapse value="{{value}}" bind:change="change"><t-collapse-panel header="Delivery" value="{{0}}"><view class="inside">Three days</view></t-collapse-panel><t-collapse-panel header="Returns" value="{{1}}"><view class="inside">Seven days</view></t-collapse-panel></t-collapse>`,
    data: { value: [] },
    code: 'change(event) { this.setData({ value: event.detail.value }); this.on(event); }',
  },
  picker: {
    uses: ['picker', 'picker-item'],
    wxml: `<t-picker visible="{{true}}" use-popup="{{false}}" value="{{value}}" title="City" cancelBtn="Cancel" confirmBtn="OK" bind:confirm="on" bind:pick="on"><t-picker-item options="{{cities}}"/><t-picker-item options="{{seasons}}"/></t-picker>`,
    data: {
      value: ['b', 'summer'],
      cities: ['a', 'b', 'c', 'd', 'e', 'f'].map((value) => ({ value, label: `City ${value}` })),
      seasons: ['spring', 'summer'].map((value) => ({ value, label: value })),
    },
  },
  'date-time-picker': {
    uses: ['date-time-picker'],
    wxml: `<t-date-time-picker title="When" visible="{{visible}}" mode="date" value="2026-05-20" format="YYYY-MM-DD" start="2020-01-01" end="2030-12-31" confirm-btn="OK" bind:confirm="on"/><button id="open" bindtap="open">open</button>`,
    data: { visible: false },
    code: 'open() { this.setData({ visible: true }); }',
  },
  calendar: {
    uses: ['calendar'],
    wxml: `<t-calendar visible="{{visible}}" value="{{value}}" min-date="{{min}}" max-date="{{max}}" type="range" confirm-btn="OK" bind:confirm="on"/><button id="open" bindtap="open">open</button>`,
    data: {
      visible: false,
      value: [Date.UTC(2026, 4, 10, 4), Date.UTC(2026, 4, 12, 4)],
      min: Date.UTC(2026, 4, 1, 4),
      max: Date.UTC(2026, 6, 31, 4),
    },
    code: 'open() { this.setData({ visible: true }); }',
  },
  cascader: {
    uses: ['cascader'],
    wxml: `<t-cascader visible="{{visible}}" title="Area" options="{{options}}" bind:change="on" bind:pick="on"/><button id="open" bindtap="open">open</button>`,
    data: {
      visible: false,
      options: [
        {
          label: 'Guangdong',
          value: '44',
          children: [
            { label: 'Guangzhou', value: '4401' },
            { label: 'Shenzhen', value: '4403' },
          ],
        },
        { label: 'Zhejiang', value: '33', children: [{ label: 'Hangzhou', value: '3301' }] },
      ],
    },
    code: 'open() { this.setData({ visible: true }); }',
  },
  search: {
    uses: ['search'],
    wxml: `<t-search placeholder="Look for tea" action="Go" bind:change="on" bind:submit="on" bind:clear="on" bind:action-click="on"/>`,
  },
  steps: {
    uses: ['steps', 'step-item'],
    wxml: `<t-steps current="{{current}}" bind:change="change"><t-step-item title="Paid" content="noon"/><t-step-item title="Sent"/><t-step-item title="Received"/></t-steps>`,
    data: { current: 0 },
    code: 'change(event) { this.setData({ current: event.detail.current }); this.on(event); }',
  },
  choices: {
    uses: ['radio', 'radio-group', 'checkbox', 'checkbox-group', 'switch', 'check-tag'],
    wxml: `<t-radio-group default-value="0" data-say="radio" bind:change="on"><t-radio label="Post" value="0"/><t-radio label="Courier" value="1"/></t-radio-group>
      <t-checkbox-group default-value="{{['x']}}" data-say="checkbox" bind:change="on"><t-checkbox label="Gift wrap" value="x"/><t-checkbox label="Card" value="y"/></t-checkbox-group>
      <t-switch t-class="switch" default-value="{{true}}" data-say="switch" bind:change="on"/><t-check-tag t-class="tag" default-checked="{{false}}" content="Sweet" data-say="tag" bind:change="on"/>`,
  },
  slider: {
    uses: ['slider', 'stepper', 'rate', 'progress'],
    wxml: `<view style="padding:16px"><t-slider value="{{30}}" label="{{true}}" data-say="slider" bind:change="on"/></view><t-stepper value="{{2}}" min="{{1}}" max="{{4}}" data-say="stepper" bind:change="on"/><t-rate value="{{value}}" data-say="rate" bind:change="rate"/><t-progress percentage="{{60}}"/><t-progress theme="circle" percentage="{{60}}"/>`,
    data: { value: 3 },
    code: 'rate(event) { this.setData({ value: event.detail.value }); this.on(event); }',
  },
  quiet: {
    uses: [
      'badge',
      'avatar',
      'avatar-group',
      'empty',
      'skeleton',
      'tag',
      'divider',
      'loading',
      'result',
      'notice-bar',
      'grid',
      'grid-item',
      'footer',
      'link',
      'icon',
      'row',
      'col',
      'watermark',
    ],
    wxml: `<view class="line"><t-badge count="{{120}}" max-count="{{99}}"><t-icon name="cart" size="48rpx"/></t-badge><t-badge dot><view>dot</view></t-badge></view>
      <t-avatar-group max="2"><t-avatar>A</t-avatar><t-avatar icon="user"/><t-avatar>C</t-avatar></t-avatar-group><t-empty icon="info-circle-filled" description="Nothing yet"/>
      <t-skeleton theme="paragraph" loading animation="gradient"/><t-tag theme="primary" closable bind:close="on">New</t-tag><t-divider content="or"/><t-loading theme="spinner" text="Loading"/><t-result theme="success" title="Paid"/>
      <t-notice-bar visible content="Free delivery from 99 on; orders before noon leave the same day, all others the next" marquee="{{ {speed: 80, loop: -1, delay: 0} }}"/>
      <t-grid column="{{3}}"><t-grid-item text="Tea" icon="image"/><t-grid-item text="Cups" icon="image"/><t-grid-item text="Gifts" icon="image" badge-props="{{ {count: 5} }}"/></t-grid><t-row gutter="16"><t-col span="8"><view>1</view></t-col><t-col span="16"><view>2</view></t-col></t-row>
      <t-footer text="The end"/><t-link content="More" navigator-props="{{ {url: '/pages/tabs/index'} }}" bind:complete="on"/><t-watermark content="Draft" width="{{100}}" height="{{40}}" y="{{20}}" x="{{20}}"><view style="height:60px">below</view></t-watermark>`,
  },
  'pull-down-refresh': {
    uses: ['pull-down-refresh', 'back-top'],
    wxml: `<t-pull-down-refresh value="{{value}}" loading-texts="{{['Pull', 'Let go', 'Refreshing', 'Done']}}" bind:refresh="refresh" bind:change="on"><view id="inside" style="height:600px">rows</view></t-pull-down-refresh>`,
    data: { value: false },
    code: "refresh() { this.setData({ value: true }); this.say('refresh'); setTimeout(() => this.setData({ value: false }), 100); }",
  },
  'image-viewer': {
    uses: ['image-viewer', 'image'],
    wxml: `<t-image t-class="thumb" src="/pictures/a.png" mode="aspectFill" width="72" height="72" shape="round" data-say="image" bind:load="on" bind:tap="open"/><t-image-viewer visible="{{visible}}" images="{{images}}" show-index close-btn delete-btn bind:change="on" bind:delete="on" bind:close="shut"/>`,
    data: { visible: false, images: ['/pictures/a.png', '/pictures/b.png'] },
    code: "open() { this.setData({ visible: true }); }, shut() { this.setData({ visible: false }); this.say('closed'); }",
  },
  guide: {
    uses: ['guide', 'button'],
    wxml: `<view class="first" style="margin:60px 20px;padding:8px">first</view><view class="second" style="margin:200px 20px 0;padding:8px">second</view><t-guide current="{{current}}" steps="{{steps}}" bind:change="change" bind:finish="on" bind:skip="on"/>`,
    data: { current: -1, steps: [] },
    code: `onReady() { const at = (selector) => () => new Promise((found) => this.createSelectorQuery().select(selector).boundingClientRect((rect) => found(rect)).exec());
      this.setData({ current: 0, steps: [{ element: at('.first'), title: 'Here', body: 'Look here first', placement: 'bottom' }, { element: at('.second'), title: 'There', body: 'then here', placement: 'top' }] }); },
      change(event) { this.setData({ current: event.detail.current }); this.on(event); }`,
  },
  upload: {
    uses: ['upload'],
    wxml: `<t-upload media-type="{{['image']}}" max="{{3}}" files="{{files}}" grid-config="{{ {column: 3, width: 100, height: 100} }}" bind:success="add" bind:add="on" bind:remove="remove" bind:fail="on"/>`,
    data: { files: [] },
    code: `add(event) { this.setData({ files: event.detail.files }); this.say('success ' + event.detail.files.length + ' ' + /^wxfile:/.test(event.detail.files[0].url)); },
      remove(event) { const files = this.data.files.filter((_, at) => at !== event.detail.index); this.setData({ files }); this.say('remove ' + event.detail.index); }`,
  },
  fields: {
    uses: ['input', 'textarea', 'cell', 'cell-group', 'form', 'form-item', 'button'],
    wxml: `<t-form id="form" data="{{form}}" rules="{{rules}}" bind:submit="on"><t-form-item label="Name" name="name"><t-input placeholder="name" value="{{form.name}}" data-name="name" bind:change="typed"/></t-form-item></t-form>
      <t-input label="Phone" type="number" maxlength="{{11}}" clearable value="123" data-say="phone" bind:change="on" bind:clear="on"/><t-textarea t-class="words" label="Words" maxlength="{{20}}" indicator autosize value="hi" data-say="words" bind:change="on"/>
      <t-cell-group><t-cell title="Address" arrow hover data-say="cell" bind:click="on"/></t-cell-group><t-button t-class="send" theme="primary" block bind:tap="send">Send</t-button>`,
    data: { form: { name: '' }, rules: { name: [{ required: true, message: 'A name please' }] } },
    code: "typed(event) { this.setData({ 'form.name': event.detail.value }); }, send() { this.selectComponent('#form').submit(); }",
  },
  'count-down': {
    uses: ['count-down', 'sticky'],
    wxml: `<t-sticky><view>top</view></t-sticky><t-count-down time="{{400}}" millisecond format="ss:SSS" bind:finish="on"/>`,
  },
  menus: {
    uses: [
      'dropdown-menu',
      'dropdown-item',
      'side-bar',
      'side-bar-item',
      'action-sheet',
      'tree-select',
      'popup',
      'overlay',
      'drawer',
    ],
    wxml: `<t-dropdown-menu><t-dropdown-item options="{{options}}" value="{{value}}" data-say="dropdown" bind:change="choose"/><t-dropdown-item label="More" multiple options="{{options}}" default-value="{{[]}}"/></t-dropdown-menu>
      <view style="height:200px;display:flex"><t-side-bar value="{{side}}" bind:change="turn"><t-side-bar-item wx:for="{{options}}" wx:key="value" value="{{item.value}}" label="{{item.label}}" badge-props="{{ {} }}"/></t-side-bar></view>
      <button id="open" bindtap="open">sheet</button><t-action-sheet visible="{{visible}}" items="{{['Copy', 'Share']}}" data-say="sheet" bind:selected="on" bind:close="shut"/>`,
    data: {
      value: 'new',
      side: 'new',
      visible: false,
      options: [
        { value: 'new', label: 'Newest' },
        { value: 'cheap', label: 'Cheapest' },
      ],
    },
    code: 'choose(event) { this.setData({ value: event.detail.value }); this.on(event); }, turn(event) { this.setData({ side: event.detail.value }); this.on(event); }, open() { this.setData({ visible: true }); }, shut() { this.setData({ visible: false }); }',
  },
  indexes: {
    uses: ['indexes', 'indexes-anchor', 'cell'],
    wxml: `<t-indexes style="height:400px" index-list="{{letters}}" bind:select="on"><view wx:for="{{letters}}" wx:key="*this"><t-indexes-anchor index="{{item}}"/><t-cell wx:for="{{[1,2,3,4,5]}}" wx:for-item="row" wx:key="*this" title="{{item}} {{row}}"/></view></t-indexes>`,
    data: { letters: ['A', 'B', 'C'] },
  },
  swiper: {
    uses: ['swiper', 'swiper-nav'],
    wxml: `<t-swiper height="{{120}}" list="{{pictures}}" autoplay="{{false}}" navigation="{{ {type: 'dots-bar'} }}" bind:change="on"/>`,
    data: { pictures: ['/pictures/a.png', '/pictures/b.png'] },
  },
};

/** The mini-program of these pages; `LIBRARY` has to be laid beside it. */
export function tdesignApp(): Record<string, string | object> {
  const files: Record<string, string | object> = {
    'app.json': {
      pages: Object.keys(TDESIGN_PAGES).map((name) => `pages/${name}/index`),
      window: {
        navigationBarTitleText: 'TDesign',
        navigationBarTextStyle: 'black',
        navigationBarBackgroundColor: '#fff',
      },
      style: 'v2',
    },
    'app.js': 'App({})',
    'app.wxss': '#log{white-space:pre-wrap;font-size:12px}',
  };
  for (const [name, { uses, wxml, data = {}, code = '' }] of Object.entries(TDESIGN_PAGES)) {
    const usingComponents = Object.fromEntries(
      uses.map((each) => [`t-${each}`, `tdesign-miniprogram/${each}/${each}`]),
    );
    files[`pages/${name}/index.json`] = { usingComponents };
    files[`pages/${name}/index.wxml`] = `${wxml}\n<text id="log">{{log}}</text>`;
    files[`pages/${name}/index.js`] = `Page({ data: ${JSON.stringify({ ...data, log: '' })},
      on(event) { this.say((event.currentTarget.dataset.say || event.type) + ' ' + JSON.stringify(event.detail)); },
      say(line) { this.setData({ log: this.data.log + line + '\\n' }); }, ${code} });`;
  }
  return files;
}
