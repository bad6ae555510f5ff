import type { TemplateFeature } from '../../templates/template-version.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { elementsOf } from '../source/wxml-parser.js';
import { type AuditSubject, ownPaths } from './audit-subject.js';
import { featuresInCode, type FeatureUse } from './features-in-code.js';
import { categoriesForFeature, categoriesForLive, hasCategory, marketplaceCategory } from './service-categories.js';

const MANIFEST = 'manifest.json';

/** Features declared against the code, and categories against both (shared/wechat/code-management.md §10, 2). */
export function checkCategories(subject: AuditSubject): Finding[] {
  const uses = featuresInCode(subject);
  return [
    ...checkFeatures(subject, uses),
    ...checkNames(subject),
    ...checkNeeded(subject, uses),
    ...checkLive(subject),
  ];
}

function checkFeatures({ manifest }: AuditSubject, uses: readonly FeatureUse[]): Finding[] {
  const first = new Map<TemplateFeature, FeatureUse>();
  for (const use of uses) if (!first.has(use.feature)) first.set(use.feature, use);
  const undeclared = [...first.values()]
    .filter(({ feature }) => !manifest.features.includes(feature))
    .map(({ feature, file, line, use }) => finding('audit.feature_undeclared', { file, line }, { feature, use }));
  const unused = manifest.features
    .filter((feature) => !first.has(feature))
    .map((feature) => finding('audit.feature_unused', { file: MANIFEST }, { feature }));
  return [...undeclared, ...unused];
}

function checkNames({ manifest }: AuditSubject): Finding[] {
  return manifest.serviceCategories.flatMap((category) => {
    if (!/^[^>\s][^>]* > [^>]*[^>\s]$/.test(category))
      return [finding('audit.category_form', { file: MANIFEST }, { category })];
    return category.startsWith(marketplaceCategory)
      ? [finding('audit.category_marketplace', { file: MANIFEST }, { category })]
      : [];
  });
}

function checkNeeded({ manifest }: AuditSubject, uses: readonly FeatureUse[]): Finding[] {
  const features = new Set<TemplateFeature>([...manifest.features, ...uses.map(({ feature }) => feature)]);
  return [...features].flatMap((feature) => {
    // Whoever sells needs a category of some kind.
    const wanted = categoriesForFeature[feature] ?? (feature === 'payment' ? [''] : undefined);
    if (wanted === undefined || hasCategory(manifest.serviceCategories, wanted)) return [];
    const categories = feature === 'payment' ? '商家自营 > …' : wanted.join('、');
    return [finding('audit.category_missing', { file: MANIFEST }, { feature, categories })];
  });
}

function checkLive({ source, manifest }: AuditSubject): Finding[] {
  if (hasCategory(manifest.serviceCategories, categoriesForLive)) return [];
  const categories = categoriesForLive.join('、');
  return ownPaths(source, '.wxml').flatMap((file) =>
    [...elementsOf(source.wxml(file).root)]
      .filter(({ tag }) => tag === 'live-player' || tag === 'live-pusher')
      .map(({ tag, line }) => finding('audit.live_category', { file, line }, { tag, categories })),
  );
}
