import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Stands for a part of a text that is only known when the program runs. */
export const UNKNOWN = '\u0000';

/** The source files of one folder (specs and what they are made of left out), read by TypeScript: symbols, constants, call sites. */
export class Source {
  level = 0;

  constructor(root, folder) {
    this.root = root;
    this.folder = folder;
    this.names = sourceFilesOf(root, folder).map((name) => path.join(root, name));
    const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    // Names inside the folder are all that is followed: neither libraries nor type packages are read.
    this.program = ts.createProgram(this.names, { ...options, noLib: true, types: [], noResolve: false });
    this.checker = this.program.getTypeChecker();
    this.own = new Set(this.names);
    this.files = this.names.map((name) => this.program.getSourceFile(name)).filter((file) => file !== undefined);
  }

  nameOf(node) {
    return path.relative(this.root, node.getSourceFile().fileName);
  }

  placeOf(node) {
    const file = node.getSourceFile();
    return `${this.nameOf(node)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  }

  /** Every node of every file, in reading order. */
  *nodes() {
    for (const file of this.files) yield* descendants(file);
  }

  /** The declaration a name stands for, imports followed; undefined when it lies outside the folder. */
  declarationOf(node) {
    const symbol = this.symbolOf(node);
    const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    return declaration && this.own.has(declaration.getSourceFile().fileName) ? declaration : undefined;
  }

  symbolOf(node) {
    const name = ts.isPropertyAccessExpression(node) ? node.name : node;
    const symbol = ts.isShorthandPropertyAssignment(node.parent ?? node)
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.checker.getSymbolAtLocation(name);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The function a call runs, when it can be told from the text. */
  functionOf(callee) {
    const declaration = this.declarationOf(callee);
    if (!declaration) return undefined;
    if (isFunction(declaration)) return declaration;
    const initialiser = 'initializer' in declaration ? declaration.initializer : undefined;
    return initialiser && isFunction(unwrap(initialiser)) ? unwrap(initialiser) : undefined;
  }

  /** Calls of a named function: their arguments. For a callback of `map` and the like: the elements it runs over. */
  callSitesOf(fn) {
    const elements = this.elementsFor(fn);
    if (elements) return elements.map((element) => [element]);
    this.sites ??= this.indexCalls();
    return this.sites.get(fn) ?? [];
  }

  indexCalls() {
    const sites = new Map();
    for (const node of this.nodes()) {
      if (!ts.isCallExpression(node)) continue;
      const fn = this.functionOf(node.expression);
      if (fn) sites.set(fn, [...(sites.get(fn) ?? []), [...node.arguments]]);
    }
    return sites;
  }

  elementsFor(fn) {
    const call = fn.parent;
    if (!call || !ts.isCallExpression(call) || call.arguments[0] !== fn) return null;
    if (!ts.isPropertyAccessExpression(call.expression)) return null;
    if (!['map', 'flatMap', 'forEach'].includes(call.expression.name.text)) return null;
    return this.elementsOf(call.expression.expression);
  }

  /** The elements of a list written in the text, or `Object.entries` of such an object; null for any other. */
  elementsOf(expression) {
    const node = this.resolve(expression);
    if (ts.isArrayLiteralExpression(node)) return [...node.elements];
    if (ts.isCallExpression(node) && /^Object\.(entries|keys)$/.test(node.expression.getText())) {
      const object = this.resolve(node.arguments[0]);
      if (!ts.isObjectLiteralExpression(object)) return null;
      const members = object.properties.filter((member) => member.name);
      if (node.expression.name.text === 'keys') return members.map((member) => ({ text: member.name.text }));
      return members.map((member) => ({ pair: [{ text: member.name.text }, member.initializer ?? member.name] }));
    }
    return null;
  }

  /** The expression a constant was given; the node itself when it is no constant. */
  resolve(node, env = new Map()) {
    const inner = unwrap(node);
    if (!ts.isIdentifier(inner)) return inner;
    const bound = env.get(this.symbolOf(inner));
    if (bound?.node) return this.resolve(bound.node, env);
    const declaration = this.declarationOf(inner);
    if (
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer &&
      ts.isIdentifier(declaration.name)
    )
      return this.resolve(declaration.initializer, env);
    return inner;
  }

  /** Gives a function's parameters their arguments: values where they can be told, nodes where not. */
  bind(fn, args, env = new Map()) {
    const bound = new Map(env);
    fn.parameters.forEach((parameter, index) => {
      const argument = args[index] ?? parameter.initializer;
      if (argument) this.bindName(parameter.name, argument, bound, env);
    });
    return bound;
  }

  bindName(name, argument, bound, env) {
    if (ts.isIdentifier(name)) {
      bound.set(this.checker.getSymbolAtLocation(name), this.boundOf(argument, env));
      return;
    }
    for (const element of name.elements) {
      if (!ts.isBindingElement(element)) continue;
      const part = this.partOf(argument, element, name, env) ?? element.initializer;
      if (part) this.bindName(element.name, part, bound, env);
    }
  }

  boundOf(argument, env) {
    if ('text' in argument && !('kind' in argument)) return { values: [argument.text] };
    if ('pair' in argument) return {};
    const resolved = this.resolve(argument, env);
    return {
      values: this.values(argument, env),
      ...(resolved.kind !== ts.SyntaxKind.Identifier && { node: resolved }),
    };
  }

  partOf(argument, element, pattern, env) {
    if (ts.isArrayBindingPattern(pattern)) {
      const index = pattern.elements.indexOf(element);
      if ('pair' in argument) return argument.pair[index];
      const list = 'kind' in argument ? this.resolve(argument, env) : undefined;
      return list && ts.isArrayLiteralExpression(list) ? list.elements[index] : undefined;
    }
    const object = 'kind' in argument ? this.resolve(argument, env) : undefined;
    if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
    return memberOf(object, (element.propertyName ?? element.name).getText());
  }

  /** The texts and numbers an expression can have; `UNKNOWN` inside a text for what only the running program knows. Empty when nothing is known. */
  values(node, env = new Map()) {
    if (this.level > 12) return [];
    this.level += 1;
    try {
      return this.valuesOf(unwrap(node), env);
    } finally {
      this.level -= 1;
    }
  }

  valuesOf(inner, env) {
    const again = (child) => this.values(child, env);
    if (ts.isStringLiteralLike(inner)) return [inner.text];
    if (ts.isNumericLiteral(inner)) return [Number(inner.text)];
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.MinusToken)
      return again(inner.operand).map((value) => -value);
    if (ts.isConditionalExpression(inner)) return [...again(inner.whenTrue), ...again(inner.whenFalse)];
    if (ts.isTemplateExpression(inner)) {
      return inner.templateSpans.reduce(
        (texts, span) => join(join(texts, orUnknown(again(span.expression))), [span.literal.text]),
        [inner.head.text],
      );
    }
    if (ts.isBinaryExpression(inner)) return this.valuesOfOperation(inner, again);
    if (ts.isIdentifier(inner)) return this.valuesOfName(inner, env);
    if (ts.isCallExpression(inner)) return this.valuesOfCall(inner, env);
    if (ts.isPropertyAccessExpression(inner)) return this.valuesOfMember(inner, env);
    if (ts.isElementAccessExpression(inner)) {
      const object = this.resolve(inner.expression, env);
      if (ts.isObjectLiteralExpression(object))
        return object.properties.flatMap((member) => (member.initializer ? again(member.initializer) : []));
    }
    return [];
  }

  valuesOfOperation(node, again) {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken)
      return [...again(node.left), ...again(node.right)];
    if (operator !== ts.SyntaxKind.PlusToken) return [];
    const [left, right] = [again(node.left), again(node.right)];
    if (left.length === 0 && right.length === 0) return [];
    return join(orUnknown(left), orUnknown(right));
  }

  valuesOfName(node, env) {
    const bound = env.get(this.symbolOf(node));
    if (bound) return bound.values ?? [];
    const declaration = this.declarationOf(node);
    if (!declaration) return [];
    const elements = this.runsOver(declaration);
    if (elements) return elements.flatMap((element) => this.valuesOfElement(element, env));
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return [];
    return ts.isIdentifier(declaration.name) ? this.values(declaration.initializer, env) : [];
  }

  /** What a function of the folder gives back. */
  valuesOfCall(node, env) {
    const target = this.functionOf(node.expression);
    if (!target) return [];
    const bound = this.bind(target, [...node.arguments], env);
    const given = ts.isBlock(target.body)
      ? [...descendants(target.body)].filter((inner) => ts.isReturnStatement(inner)).map((inner) => inner.expression)
      : [target.body];
    return given.flatMap((expression) => (expression ? this.values(expression, bound) : []));
  }

  valuesOfElement(element, env) {
    if (!element || 'pair' in element) return [];
    return 'kind' in element ? this.values(element, env) : [element.text];
  }

  /** What a loop's variable or a callback's parameter stands for, one after the other; null for any other name. */
  runsOver(declaration) {
    if (ts.isBindingElement(declaration)) {
      const pattern = declaration.parent;
      const whole = this.runsOver(pattern.parent);
      return whole?.map((element) => this.partOf(element, declaration, pattern, new Map())) ?? null;
    }
    if (ts.isParameter(declaration)) {
      return declaration.parent.parameters[0] === declaration ? this.elementsFor(declaration.parent) : null;
    }
    const loop = declaration.parent?.parent;
    return loop && ts.isForOfStatement(loop) ? this.elementsOf(loop.expression) : null;
  }

  valuesOfMember(node, env) {
    const object = this.resolve(node.expression, env);
    if (ts.isObjectLiteralExpression(object)) {
      const member = memberOf(object, node.name.text);
      return member ? this.values(member, env) : [];
    }
    // A field of an interface: the defaults written in the same file.
    const declaration = this.declarationOf(node);
    if (!declaration || !ts.isPropertySignature(declaration)) return [];
    for (const candidate of descendants(declaration.getSourceFile())) {
      if (ts.isPropertyAssignment(candidate) && candidate.name.getText() === node.name.text)
        return this.values(candidate.initializer, env);
    }
    return [];
  }
}

export function* descendants(node) {
  yield node;
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* descendants(child);
}

export const isFunction = (node) => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

export function unwrap(node) {
  let inner = node;
  while (
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isParenthesizedExpression(inner) ||
    ts.isNonNullExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** A member's expression; the function itself for a method. */
export function memberOf(object, name) {
  for (const member of object.properties) {
    if (member.name?.text !== name) continue;
    if (ts.isPropertyAssignment(member)) return member.initializer;
    if (ts.isMethodDeclaration(member)) return member;
    if (ts.isShorthandPropertyAssignment(member)) return member.name;
  }
  return undefined;
}

const orUnknown = (values) => (values.length === 0 ? [UNKNOWN] : values);

const join = (left, right) => left.flatMap((head) => right.map((tail) => `${head}${tail}`)).slice(0, 500);

function sourceFilesOf(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return /\/testing$/.test(name) ? [] : sourceFilesOf(root, name);
      return /\.ts$/.test(name) && !/spec\.ts$/.test(name) ? [name] : [];
    })
    .sort();
}
