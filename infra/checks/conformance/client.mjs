import ts from 'typescript';
import { wechatPathIn } from './paths.mjs';
import { descendants, isFunction, Source } from './source.mjs';

/** A path that is only named in an error's text is no call. */
const NOT_A_CALL = /^(unexpectedAnswer|readPayJson|localPayError|WechatError|PayError|expectSame|refusal|failure)$/;

/** What our client calls and reads: path → `Class.method`s, names of pushes, beginnings of pay notices, every method by name. */
export function readClient(root) {
  const source = new Source(root, 'services/kernel/src/wechat');
  const calls = new Map();
  const methods = new Set();
  for (const { name, body } of publicFunctions(source)) {
    methods.add(name);
    for (const path of pathsIn(source, body, new Map(), new Set()))
      calls.set(path, [...new Set([...(calls.get(path) ?? []), name])]);
  }
  return { calls, methods, ...readPushes(source), faults: callsWithoutEnd(source) };
}

function* publicFunctions(source) {
  for (const node of source.nodes()) {
    if (!isFunction(node)) continue;
    if (ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent) && !isPrivate(node))
      yield { name: `${node.parent.name?.text}.${node.name.getText()}`, body: node.body };
    else if (ts.isFunctionDeclaration(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      yield { name: node.name?.text ?? '', body: node.body };
  }
}

const isPrivate = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;

/** Paths in a function's text, its file's private functions included. */
function pathsIn(source, body, env, seen) {
  const paths = new Set();
  const visit = (node) => {
    if (isOnlyNamed(node)) return;
    // A constant counts where it is used.
    if (ts.isVariableDeclaration(node) && node.initializer && !hasCallToFollow(node.initializer)) return;
    if (isTextual(node) && isPathLike(node)) {
      const found = source
        .values(node, env)
        .map((value) => (typeof value === 'string' ? wechatPathIn(value) : null))
        .filter((path) => path !== null);
      for (const path of found) paths.add(path);
      if (found.length > 0) return;
    }
    if (ts.isCallExpression(node)) for (const path of followed(source, node, env, seen)) paths.add(path);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return withoutBeginnings(paths);
}

/** `PREFIX` alone is no path when `PREFIX + name` is one. */
const withoutBeginnings = (paths) =>
  [...paths].filter(
    (path) => ![...paths].some((other) => other !== path && other.startsWith(`${path}/`) && path.split('/').length < 4),
  );

const hasCallToFollow = (node) => [...descendants(node)].some((inner) => ts.isCallExpression(inner));

const isTextual = (node) =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  ts.isBinaryExpression(node) ||
  ts.isIdentifier(node) ||
  ts.isCallExpression(node);

/** Numbers, texts of conditions and the like have no path; names count where they stand for a constant or a bound parameter. */
const isPathLike = (node) =>
  !ts.isIdentifier(node) || !ts.isPropertyAccessExpression(node.parent) || node.parent.expression === node;

function isOnlyNamed(node) {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const callee = node.expression;
  if (!NOT_A_CALL.test(ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText())) return false;
  return !(node.arguments ?? []).some((argument) =>
    [...descendants(argument)].some((inner) => ts.isAwaitExpression(inner)),
  );
}

function followed(source, call, env, seen) {
  const target = source.functionOf(call.expression);
  if (!target || target.getSourceFile() !== call.getSourceFile()) return [];
  const isHelper = ts.isMethodDeclaration(target)
    ? isPrivate(target)
    : !target.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isHelper || seen.has(target)) return [];
  return pathsIn(source, target.body, source.bind(target, [...call.arguments], env), new Set([...seen, target]));
}

/** No call without time-out: every request is given a signal that ends it. */
function callsWithoutEnd(source) {
  return [...source.nodes()]
    .filter(
      (node) => ts.isCallExpression(node) && /^(fetch|https?\.(request|get)|request)$/.test(node.expression.getText()),
    )
    .filter((node) => !node.arguments.some((argument) => /\bsignal\b/.test(argument.getText())))
    .map((node) => `${source.placeOf(node)}: this request has no signal that ends it; give it AbortSignal.timeout(…).`);
}

function readPushes(source) {
  const pushes = new Map();
  const notices = new Map();
  for (const node of source.nodes()) {
    const file = source.nameOf(node);
    if (!ts.isStringLiteralLike(node) && !ts.isIdentifier(node)) continue;
    if (isPushName(node, file)) pushes.set(node.text, file.split('/').at(-1));
    if (/^(TRANSACTION|REFUND|COMPLAINT)\./.test(node.text)) notices.set(node.text, file.split('/').at(-1));
  }
  return { pushes, notices };
}

/** A case of the parser, or a key of one of its tables. */
function isPushName(node, file) {
  if (!/\/push-[\w-]+\.ts$/.test(file)) return false;
  if (ts.isCaseClause(node.parent) && node.parent.expression === node) return ts.isStringLiteralLike(node);
  const isKey = ts.isPropertyAssignment(node.parent) || ts.isMethodDeclaration(node.parent);
  return isKey && node.parent.name === node && (ts.isStringLiteralLike(node) || node.text.includes('_'));
}
