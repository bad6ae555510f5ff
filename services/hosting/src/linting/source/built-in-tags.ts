/** Tags every mini-program has (component reference of WeChat, base library 3.x). */
export const builtInTags: ReadonlySet<string> = new Set(
  `view text image icon button input textarea form label checkbox checkbox-group radio radio-group switch slider picker picker-view
  picker-view-column scroll-view swiper swiper-item movable-area movable-view navigator functional-page-navigator rich-text progress video
  audio canvas map camera live-player live-pusher voip-room web-view cover-view cover-image open-data block slot template import include wxs
  root-portal page-container page-meta navigation-bar match-media keyboard-accessory editor ad ad-custom official-account
  official-account-publish share-element grid-view grid-builder list-view list-builder sticky-header sticky-section nested-scroll-header
  nested-scroll-body snapshot span channel-live channel-video store-home store-product store-coupon store-gift open-container
  open-data-list open-data-item selection draggable-sheet double-tap-gesture-handler tap-gesture-handler pan-gesture-handler
  scale-gesture-handler vertical-drag-gesture-handler horizontal-drag-gesture-handler force-press-gesture-handler
  long-press-gesture-handler xr-frame refresher`.split(/\s+/),
);
