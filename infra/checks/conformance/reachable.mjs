import ts from 'typescript';
import { descendants, isFunction, memberOf, UNKNOWN, unwrap } from './source.mjs';

/** What can happen in a handler: error codes it can end in and fields it reads, calls followed through the folder. */
export class Reachable {
  memo = new Map();
  active = [];

  constructor(source) {
    this.source = source;
  }

  of(node, env = new Map()) {
    const found = { codes: new Set(), fields: new Set() };
    this.walk(node, env, found);
    return {
      codes: [...found.codes].sort(byNumber),
      fields: [...found.fields].map((name) => String(name).replaceAll(UNKNOWN, '{}')),
    };
  }

  walk(node, env, found) {
    for (const child of descendants(node)) {
      if (ts.isNewExpression(child)) this.refusal(child, env, found);
      else if (ts.isCallExpression(child)) this.call(child, env, found);
      else if (ts.isElementAccessExpression(child)) this.access(child, env, found);
      else if (ts.isVariableDeclaration(child)) destructured(child, found);
      else if (
        ts.isPropertyAccessExpression(child) &&
        isQuery(child.expression) &&
        !FORM_READERS.includes(child.name.text)
      )
        found.fields.add(child.name.text);
    }
  }

  refusal(node, env, found) {
    const name = node.expression.getText();
    const valuesOf = (index) => (node.arguments?.[index] ? this.source.values(node.arguments[index], env) : []);
    if (name === 'ApiError') for (const code of valuesOf(0)) if (typeof code === 'number') found.codes.add(code);
    if (name === 'PayError') for (const code of valuesOf(1)) found.codes.add(`${valuesOf(0)[0] ?? ''} ${code}`.trim());
  }

  call(node, env, found) {
    const callee = node.expression;
    if (ts.isPropertyAccessExpression(callee) && this.isFieldReader(callee)) {
      for (const name of this.source.values(node.arguments[0], env)) found.fields.add(name);
    }
    if (ts.isIdentifier(callee) && callee.text === 'readPayBody') this.schema(node.arguments[0], env, found);
    const bound = ts.isIdentifier(callee) ? env.get(this.source.symbolOf(callee)) : undefined;
    const target = bound?.node && isFunction(bound.node) ? bound.node : this.source.functionOf(callee);
    if (target) this.follow(target, this.source.bind(target, [...node.arguments], env), found);
    // A function handed over by name runs as well.
    for (const argument of node.arguments) {
      const handed = ts.isIdentifier(argument) ? this.source.functionOf(argument) : undefined;
      if (handed) this.follow(handed, new Map(), found);
    }
  }

  /** A method of `Fields`, or the look into the query or form of a page. */
  isFieldReader(callee) {
    if (FORM_READERS.includes(callee.name.text)) return /^(query|form|input)$/.test(callee.expression.getText());
    const declaration = this.source.declarationOf(callee);
    return (
      declaration !== undefined && declaration.parent?.name?.text === 'Fields' && ts.isMethodDeclaration(declaration)
    );
  }

  follow(target, env, found) {
    const own = new Map(
      [...env].filter(([symbol]) => target.parameters.some((parameter) => contains(parameter, symbol))),
    );
    const key = [...own]
      .map(
        ([symbol, { values = [], node }]) =>
          `${symbol.name}=${values.join()}@${node ? `${node.getSourceFile().fileName}:${node.pos}` : ''}`,
      )
      .join(';');
    const known = this.memo.get(target) ?? new Map();
    this.memo.set(target, known);
    let inside = known.get(key);
    if (!inside) {
      // A function that calls itself with ever new arguments adds nothing by its second turn.
      if (this.active.filter((other) => other === target).length > 1) return;
      inside = { codes: new Set(), fields: new Set() };
      known.set(key, inside);
      this.active.push(target);
      this.walk(target.body, own, inside);
      this.active.pop();
    }
    for (const code of inside.codes) found.codes.add(code);
    for (const field of inside.fields) found.fields.add(field);
  }

  access(node, env, found) {
    const place = unwrap(node.expression);
    if (!isQuery(place) && !/\braw$/.test(place.getText())) return;
    for (const name of this.source.values(node.argumentExpression, env)) found.fields.add(String(name));
  }

  /** The members a body's JSON Schema allows, two levels deep. */
  schema(node, env, found) {
    const compiled = this.source.resolve(node, env);
    const schema = ts.isCallExpression(compiled) ? compiled.arguments[0] : compiled;
    if (schema) for (const name of this.members(schema, env, '', 0)) found.fields.add(name);
  }

  members(node, env, prefix, depth) {
    const schema = this.source.resolve(node, env);
    const properties = this.propertiesOf(schema, env);
    if (!properties || depth > 1) return [];
    return properties.properties.flatMap((member) => {
      if (ts.isSpreadAssignment(member)) {
        const spread = this.source.resolve(member.expression, env);
        return ts.isObjectLiteralExpression(spread) ? this.membersOf(spread, env, prefix, depth) : [];
      }
      return this.member(member, env, prefix, depth);
    });
  }

  membersOf(object, env, prefix, depth) {
    return object.properties.flatMap((member) => this.member(member, env, prefix, depth));
  }

  member(member, env, prefix, depth) {
    if (!member.name) return [];
    const name = `${prefix}${member.name.text}`;
    const inner = member.initializer ? this.members(member.initializer, env, `${name}.`, depth + 1) : [];
    return inner.length > 0 ? inner : [name];
  }

  propertiesOf(schema, env) {
    if (ts.isObjectLiteralExpression(schema)) {
      const items = memberOf(schema, 'items');
      if (items) return this.propertiesOf(this.source.resolve(items, env), env);
      const properties = memberOf(schema, 'properties');
      const resolved = properties && this.source.resolve(properties, env);
      return resolved && ts.isObjectLiteralExpression(resolved) ? resolved : null;
    }
    // A helper such as `object({…}, required)` that wraps the members.
    if (ts.isCallExpression(schema) && schema.arguments[0]) {
      const first = this.source.resolve(schema.arguments[0], env);
      return ts.isObjectLiteralExpression(first) ? first : null;
    }
    return null;
  }
}

const FORM_READERS = ['get', 'getAll'];

const isQuery = (node) => /(^|\.)(query|search)$/.test(node.getText());

/** `const { a, b } = query` and `({ query: { a } }) =>` read a and b. */
function destructured(declaration, found) {
  if (!declaration.initializer || !ts.isObjectBindingPattern(declaration.name) || !isQuery(declaration.initializer))
    return;
  for (const element of declaration.name.elements) found.fields.add((element.propertyName ?? element.name).getText());
}

const contains = (parameter, symbol) =>
  symbol.declarations?.some((declaration) => within(declaration, parameter)) === true;

function within(node, ancestor) {
  for (let current = node; current; current = current.parent) if (current === ancestor) return true;
  return false;
}

const byNumber = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1);
