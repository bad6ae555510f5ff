import { ApiError } from '../protocol/api-error.js';
import { isThisMonth } from '../protocol/daily-quota.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';
import type { App, Category } from '../state/app.model.js';
import type { World } from '../world.js';
import { approved, categoryCatalogue, findQualification } from './category-catalogue.js';

const CATEGORY_LIMIT = 5;
const ADDED_A_MONTH = 5;
const BASIC_INFORMATION = { sets: [30] };

/** Service categories; code-management.md §3. */
export const categoryEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('GET', '/wxa/get_category', (_call, app) =>
    ok({
      category_list: app.categories
        .filter(({ auditStatus }) => auditStatus === 3)
        .map(({ first, firstName, second, secondName }) => ({
          first_class: firstName,
          second_class: secondName,
          first_id: first,
          second_id: second,
        })),
    }),
  ),

  authorizerEndpoint(
    'GET',
    '/cgi-bin/wxopen/getcategory',
    ({ world }, app) =>
      ok({
        categories: app.categories.map((category) => ({
          first: category.first,
          first_name: category.firstName,
          second: category.second,
          second_name: category.secondName,
          audit_status: category.auditStatus,
          audit_reason: category.auditReason,
        })),
        limit: ADDED_A_MONTH,
        quota: addable(world, app),
        category_limit: CATEGORY_LIMIT,
      }),
    BASIC_INFORMATION,
  ),

  authorizerEndpoint(
    'GET',
    '/cgi-bin/wxopen/getallcategories',
    () => ok({ categories_list: { categories: wholeTree() } }),
    BASIC_INFORMATION,
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/wxopen/getcategoriesbytype',
    ({ body }) => {
      if (![0, 1, 2, 3, 4].includes(body.integer('verify_type', 53303))) throw new ApiError(53303);
      return ok({ categories_list: { categories: wholeTree() } });
    },
    BASIC_INFORMATION,
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/wxopen/addcategory',
    ({ world, body }, app) => {
      const wanted = body.list('categories');
      if (wanted === undefined || wanted.length === 0) throw new ApiError(53303);
      addCategories(world, app, wanted);
      return ok();
    },
    BASIC_INFORMATION,
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/wxopen/modifycategory',
    ({ world, body }, app) => {
      const category = requireOwned(app, body, 53306);
      if (category.auditStatus !== 2) throw new ApiError(53307);
      requireCertificates(body, category.first, category.second);
      Object.assign(category, { auditStatus: 3, auditReason: '' } satisfies Partial<Category>);
      pushApproval(world, app, category);
      return ok();
    },
    BASIC_INFORMATION,
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/wxopen/deletecategory',
    ({ body }, app) => {
      const category = requireOwned(app, body, 53303);
      if (category.auditStatus === 1) throw new ApiError(53308);
      app.categories = app.categories.filter((other) => other !== category);
      return ok();
    },
    BASIC_INFORMATION,
  ),
];

/** The event names the ids as texts. */
function pushApproval(world: World, app: App, { first, second }: Category): void {
  world.pusher.pushMessageEvent('wxa_category_audit', app, {
    first: String(first),
    second: String(second),
    ret: 3,
    reason: '',
  });
}

/** All of them or none. */
function addCategories(world: World, app: App, wanted: readonly unknown[]): void {
  const added: Category[] = [];
  for (const item of wanted) added.push(readCategory([...app.categories, ...added], Fields.from(item)));
  if (added.length > addable(world, app)) throw new ApiError(53300);
  app.categories = [...app.categories, ...added];
  app.categoriesAddedAt = [...app.categoriesAddedAt, ...added.map(() => Date.now())];
  for (const category of added) pushApproval(world, app, category);
}

const addable = (world: World, app: App): number =>
  Math.max(0, ADDED_A_MONTH - app.categoriesAddedAt.filter(isThisMonth(world)).length);

function readCategory(there: readonly Category[], item: Fields): Category {
  const first = item.integer('first', 53303);
  const second = item.integer('second', 53303);
  const category = approved(first, second);
  if (category === null) throw new ApiError(53303);
  if (there.some((other) => other.first === first && other.second === second)) throw new ApiError(53304);
  if (there.length >= CATEGORY_LIMIT) throw new ApiError(53301);
  requireCertificates(item, first, second);
  return category;
}

/** 53311 without the material a licensed category needs. `certicates` is WeChat's own spelling. */
function requireCertificates(item: Fields, first: number, second: number): void {
  const qualification = findQualification(first, second);
  if (qualification !== null && (item.list('certicates') ?? []).length === 0)
    throw new ApiError(53311, `${qualification} is required`);
}

function requireOwned(app: App, body: Fields, missing: number): Category {
  const first = body.integer('first', missing);
  const second = body.integer('second', missing);
  const category = app.categories.find((candidate) => candidate.first === first && candidate.second === second);
  if (!category) throw new ApiError(missing);
  return category;
}

function wholeTree(): object[] {
  const root = {
    id: 0,
    name: 'root',
    level: 0,
    father: 0,
    children: categoryCatalogue.map(({ id }) => id),
    sensitive_type: 0,
  };
  const branches = categoryCatalogue.flatMap((parent) => [
    {
      id: parent.id,
      name: parent.name,
      level: 1,
      father: 0,
      children: parent.children.map(({ id }) => id),
      sensitive_type: 0,
    },
    ...parent.children.map((child) => ({
      id: child.id,
      name: child.name,
      level: 2,
      father: parent.id,
      children: [],
      sensitive_type: child.qualification === null ? 0 : 1,
      ...(child.qualification && {
        qualify: { exter_list: [{ inner_list: [{ name: child.qualification, url: '' }] }], remark: '' },
      }),
    })),
  ]);
  return [root, ...branches];
}
