import { ApiError } from '../protocol/api-error.js';
import { componentEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { Draft, Template } from '../state/model.js';
import type { World } from '../world.js';
import { inspectSource } from './source-inspection.js';

const LIBRARY_LIMIT = 200;

/** Stands in for the upload button of DevTools. */
export function uploadDraft(
  world: World,
  zip: Buffer,
  said: { userVersion: string; userDesc: string; sourceAppid: string; developer: string },
): Draft {
  return keepDraft(world, { ...said, createdAt: Date.now(), source: inspectSource(zip) });
}

/** The draft box keeps one draft of each development mini-program. */
export function keepDraft({ state: { component, counters } }: World, content: Omit<Draft, 'draftId'>): Draft {
  const draft: Draft = { draftId: counters.draft++, ...content };
  component.drafts = [draft, ...component.drafts.filter((other) => other.sourceAppid !== content.sourceAppid)];
  return draft;
}

/** Drafts and templates; code-management.md §1. */
export const templateEndpoints: readonly Endpoint[] = [
  componentEndpoint('GET', '/wxa/gettemplatedraftlist', ({ world }) =>
    ok({ draft_list: world.state.component.drafts.map(draftView) }),
  ),

  componentEndpoint('POST', '/wxa/addtotemplate', ({ world, body }) => {
    const { component, counters } = world.state;
    const draftId = body.integer('draft_id');
    const draft = component.drafts.find((candidate) => candidate.draftId === draftId);
    if (!draft) throw new ApiError(85064);
    if (component.templates.length >= LIBRARY_LIMIT) throw new ApiError(85065);
    const templateType = body.optionalInteger('template_type') ?? 0;
    component.templates.push({ ...draft, templateId: counters.template++, templateType, createdAt: Date.now() });
    return ok();
  }),

  componentEndpoint('GET', '/wxa/gettemplatelist', ({ world, query }) => {
    const wanted = query['template_type'];
    const templates = world.state.component.templates.filter(
      (template) => wanted === undefined || template.templateType === Number(wanted),
    );
    return ok({ template_list: templates.map(templateView) });
  }),

  componentEndpoint('POST', '/wxa/deletetemplate', ({ world, body }) => {
    const { component } = world.state;
    const templateId = body.integer('template_id');
    if (!component.templates.some((template) => template.templateId === templateId)) throw new ApiError(85064);
    component.templates = component.templates.filter((template) => template.templateId !== templateId);
    return ok();
  }),
];

const draftView = (draft: Draft): object => ({
  create_time: Math.floor(draft.createdAt / 1000),
  user_version: draft.userVersion,
  user_desc: draft.userDesc,
  draft_id: draft.draftId,
  source_miniprogram_appid: draft.sourceAppid,
  source_miniprogram: `模板小程序 ${draft.sourceAppid.slice(-4)}`,
  developer: draft.developer,
});

const templateView = (template: Template): object => ({
  ...draftView(template),
  template_id: template.templateId,
  template_type: template.templateType,
  category_list: [],
  audit_scene: 0,
  audit_status: 0,
  reason: '',
});
