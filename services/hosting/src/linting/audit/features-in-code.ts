import type { TemplateFeature } from '../../templates/template-version.js';
import { elementsOf } from '../source/wxml-parser.js';
import { type AuditSubject, ownPaths } from './audit-subject.js';

export interface FeatureUse {
  readonly feature: TemplateFeature;
  readonly file: string;
  readonly line?: number;
  /** What shows it, e.g. `wx.requestPayment`. */
  readonly use: string;
}

const featureOfApi: ReadonlyMap<string, TemplateFeature> = new Map([
  ['requestPayment', 'payment'],
  ['requestVirtualPayment', 'payment'],
  ...['getLocation', 'getFuzzyLocation', 'chooseLocation', 'choosePoi', 'startLocationUpdate'].map(
    (api): [string, TemplateFeature] => [api, 'location'],
  ),
]);

/** First part of a path of the shoppers' API → feature. */
const featureOfPath: ReadonlyMap<string, TemplateFeature> = new Map([
  ['coupons', 'coupon'],
  ['draws', 'luckyDraw'],
  ['bookings', 'booking'],
  ['tables', 'dining'],
  ['dining', 'dining'],
  ['comments', 'userContent'],
  ['posts', 'userContent'],
  ['distribution', 'distribution'],
  ['distributors', 'distribution'],
  ['referrals', 'distribution'],
]);

const featureOfSection: ReadonlyMap<string, TemplateFeature> = new Map([
  ['couponStrip', 'coupon'],
  ['luckyDraw', 'luckyDraw'],
  ['bookingEntrance', 'booking'],
  ['menuEntrance', 'dining'],
]);

/** What the code really offers, wherever it shows; code that never runs counts as well, as it does for WeChat. */
export function featuresInCode(subject: AuditSubject): FeatureUse[] {
  return [...inSections(subject), ...inScripts(subject), ...inMarkup(subject)];
}

function inSections({ manifest }: AuditSubject): FeatureUse[] {
  return manifest.sections.flatMap((type) => {
    const feature = featureOfSection.get(type);
    return feature === undefined ? [] : [{ feature, file: 'manifest.json', use: `section ${type}` }];
  });
}

function inScripts({ source }: AuditSubject): FeatureUse[] {
  return ownPaths(source, '.js').flatMap((file) => {
    const { wxCalls, paths } = source.script(file);
    return [
      ...wxCalls.flatMap(({ name, line }) => found(featureOfApi.get(name), { file, line, use: `wx.${name}` })),
      ...paths.flatMap(({ path, line }) => found(featureOfPath.get(firstPart(path)), { file, line, use: path })),
    ];
  });
}

/** A film of the merchant's in a section of its own is an illustration; elsewhere films are what people come for. */
function inMarkup({ source }: AuditSubject): FeatureUse[] {
  return ownPaths(source, '.wxml')
    .filter((file) => !file.startsWith('components/section-'))
    .flatMap((file) =>
      [...elementsOf(source.wxml(file).root)]
        .filter(({ tag }) => tag === 'video')
        .map(({ line }) => ({ feature: 'video' as const, file, line, use: '<video>' })),
    );
}

function found(feature: TemplateFeature | undefined, at: Omit<FeatureUse, 'feature'>): FeatureUse[] {
  return feature === undefined ? [] : [{ feature, ...at }];
}

function firstPart(path: string): string {
  return /^\/([a-z-]+)/.exec(path)?.[1] ?? '';
}
