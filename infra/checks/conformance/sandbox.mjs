import ts from 'typescript';
import { normalisePath, wechatPathIn } from './paths.mjs';
import { Reachable } from './reachable.mjs';
import { isFunction, memberOf, Source, UNKNOWN, unwrap } from './source.mjs';

const FACTORIES = {
  openEndpoint: 'none',
  componentEndpoint: 'component',
  authorizerEndpoint: 'authorizer',
  ownAccountEndpoint: 'none',
};
const PUSHERS = /^push(Auth|Message)\w*$/;
const NOTICE = /^(TRANSACTION|REFUND|COMPLAINT|PROFITSHARING)\./;

/** What the sandbox answers and pushes, read from its source. */
export function readSandbox(root) {
  const source = new Source(root, 'services/wechat-sandbox/src');
  const reachable = new Reachable(source);
  const faults = [];
  const endpoints = [];
  for (const node of source.nodes()) {
    for (const found of endpointsAt(source, node, faults)) endpoints.push(describe(source, reachable, found));
  }
  return { endpoints: merged(endpoints), pushes: readPushes(source), common: commonCodes(source, reachable), faults };
}

/** One path answered by several registrations (GET and POST of a page) is one entry per method. */
function merged(endpoints) {
  const byName = new Map();
  for (const endpoint of endpoints) byName.set(`${endpoint.method} ${endpoint.path}`, endpoint);
  return [...byName.values()];
}

function describe(source, reachable, { method, path, token, sets, handle, env, node, isPage = false }) {
  const { codes, fields } = handle ? reachable.of(handle, env) : { codes: [], fields: [] };
  return {
    method,
    path,
    token,
    sets,
    isPage,
    codes,
    fields,
    file: source.nameOf(node).replace('services/wechat-sandbox/src/', ''),
  };
}

/** Where endpoints are registered, not written. */
const MACHINERY = /\/(protocol\/|platform\/pusher)/;

function* endpointsAt(source, node, faults) {
  if (MACHINERY.test(source.nameOf(node))) return;
  if (ts.isCallExpression(node)) {
    const callee = node.expression;
    if (ts.isIdentifier(callee) && callee.text in FACTORIES) yield* fromFactory(source, node, faults);
    else if (ts.isIdentifier(callee) && callee.text === 'registerExchange') yield* fromExchange(source, node);
    else if (
      ts.isPropertyAccessExpression(callee) &&
      /^(get|post|put|route|all)$/.test(callee.name.text) &&
      /\bapp$|server$|instance$/i.test(callee.expression.getText())
    )
      yield* fromFastify(source, node);
  } else if (ts.isObjectLiteralExpression(node)) yield* fromPayObject(source, node, faults);
}

function* fromFactory(source, node, faults) {
  const [method, path, handle, options] = node.arguments;
  const token = FACTORIES[node.expression.text];
  const cases = expand(source, node, path);
  if (cases.length === 0)
    faults.push(
      `${source.placeOf(node)}: the path of this endpoint cannot be read from the text; write it as a literal.`,
    );
  for (const { value, env } of cases) {
    const sets = setsOf(source, options, env) ?? (token === 'authorizer' ? [18] : []);
    yield {
      method: String(source.values(method, env)[0] ?? 'POST'),
      path: normalisePath(value),
      token,
      sets,
      handle: source.resolve(handle, env),
      env,
      node,
    };
  }
}

function setsOf(source, options, env) {
  const object = options && source.resolve(options, env);
  const sets = object && ts.isObjectLiteralExpression(object) ? memberOf(object, 'sets') : undefined;
  const list = sets && source.elementsOf(sets);
  return list?.flatMap((element) => source.values(element, env));
}

/** `{ method, path, handle }` with a path of WeChat Pay's or of the upload tool's. */
function* fromPayObject(source, node, faults) {
  const [method, path, handle] = ['method', 'path', 'handle'].map((name) => memberOf(node, name));
  if (!method || !path || !handle) return;
  const cases = expand(source, node, path).filter(
    ({ value }) => wechatPathIn(value) !== null && !value.startsWith('/sandbox'),
  );
  for (const { value, env } of cases) {
    for (const verb of source.values(method, env))
      yield {
        method: String(verb),
        path: normalisePath(value),
        token: tokenOfPath(value),
        sets: [],
        handle: source.resolve(handle, env),
        env,
        node,
      };
  }
  if (
    cases.length === 0 &&
    source.nameOf(node).includes('/pay/') &&
    !/knob/.test(source.nameOf(node)) &&
    source.values(path).length === 0
  )
    faults.push(
      `${source.placeOf(node)}: the path of this endpoint cannot be read from the text; write it as a literal.`,
    );
}

function* fromExchange(source, node) {
  const [, , path, family] = node.arguments;
  for (const { value, env } of expand(source, node, path)) {
    if (wechatPathIn(value) === null) continue;
    const method = value.startsWith('/v3/') ? 'GET' : 'POST';
    yield {
      method,
      path: normalisePath(value),
      token: tokenOfPath(value),
      sets: [],
      handle: family && followFamily(source, family, env),
      env,
      node,
    };
  }
}

/** The function that makes a family, so that its handler is followed. */
function followFamily(source, family, env) {
  const resolved = source.resolve(family, env);
  return ts.isCallExpression(resolved) ? (source.functionOf(resolved.expression)?.body ?? resolved) : resolved;
}

function* fromFastify(source, node) {
  const verb = node.expression.name.text;
  const first = node.arguments[0] && unwrap(node.arguments[0]);
  if (!first) return;
  const isRoute = verb === 'route' && ts.isObjectLiteralExpression(first);
  const path = isRoute ? (memberOf(first, 'url') ?? first) : first;
  const handle = isRoute ? memberOf(first, 'handler') : node.arguments.at(-1);
  for (const { value, env } of expand(source, node, path)) {
    if (wechatPathIn(value) === null || value.includes(UNKNOWN)) continue;
    const methods = isRoute ? methodsOf(source, first, env) : [verb === 'all' ? 'POST' : verb.toUpperCase()];
    for (const method of methods)
      yield {
        method,
        path: normalisePath(value),
        token: tokenOfPath(value),
        sets: [],
        handle: handle && source.resolve(handle, env),
        env,
        node,
        isPage: value.startsWith('/cgi-bin/') || value.includes('/safe/'),
      };
  }
}

function methodsOf(source, object, env) {
  const method = memberOf(object, 'method');
  if (!method) return ['POST'];
  return source.elementsOf(method)?.flatMap((element) => source.values(element, env)) ?? source.values(method, env);
}

const tokenOfPath = (path) => (path.startsWith('/v3/') ? 'pay' : path.startsWith('/wxa/ci/') ? 'upload key' : 'none');

/** The values of a path; where it comes from a parameter, one case for each call or element that gives it. */
function expand(source, node, path, env = new Map(), depth = 0) {
  const values = source.values(path, env).filter((value) => typeof value === 'string' && !value.includes(UNKNOWN));
  if (values.length > 0) return values.map((value) => ({ value, env }));
  if (depth > 3) return [];
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (!isFunction(outer)) continue;
    const cases = source
      .callSitesOf(outer)
      .flatMap((args) => expand(source, outer, path, source.bind(outer, args, env), depth + 1));
    if (cases.length > 0) return cases;
  }
  return [];
}

/** Name → file. Names of pay notices may be a beginning only: `REFUND.`. */
function readPushes(source) {
  const pushes = new Map();
  const note = (name, node) => pushes.set(name, source.nameOf(node).replace('services/wechat-sandbox/src/', ''));
  for (const node of source.nodes()) {
    if (MACHINERY.test(source.nameOf(node))) continue;
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      PUSHERS.test(node.expression.name.text)
    ) {
      for (const { value } of expand(source, node, node.arguments[0])) note(value, node);
    } else if (ts.isStringLiteralLike(node) && NOTICE.test(node.text) && !ts.isLiteralTypeNode(node.parent))
      note(node.text, node);
    else if (ts.isTemplateExpression(node) && NOTICE.test(node.head.text)) note(node.head.text, node);
  }
  return pushes;
}

/** The codes every call of a kind can end in, shown once above the table. */
function commonCodes(source, reachable) {
  const named = (name, file) => {
    for (const node of source.nodes()) {
      if (isFunction(node) && node.name?.text === name && source.nameOf(node).endsWith(file))
        return reachable.of(node.body).codes;
    }
    throw new Error(
      `services/wechat-sandbox/src has no function ${name} in ${file} any more: tell infra/checks/conformance/sandbox.mjs where tokens are checked.`,
    );
  };
  const component = named('requireComponent', '.ts');
  const authorizer = named('requireAuthorizer', '.ts');
  const every = named('answer', 'protocol/endpoint.ts').filter(
    (code) => !component.includes(code) && !authorizer.includes(code),
  );
  return { every, component, authorizer, pay: named('answer', 'pay/pay-endpoint.ts') };
}
