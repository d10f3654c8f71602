/**
 * The part of DynamoDB's condition expressions that our adapters use: comparisons, attribute_exists, attribute_not_exists,
 * attribute_type, NOT, AND, OR and parentheses. An expression is compiled once; anything else in it is an error, never a
 * condition that holds.
 */

export type Item = Record<string, unknown>;
export type Placeholders = { names: Record<string, string>; values: Item };
export type Condition = (item: Item, placeholders: Placeholders) => boolean;

const compiled = new Map<string, Condition>();

export function conditionOf(expression: string): Condition {
  const known = compiled.get(expression);
  if (known) return known;
  const condition = compile(expression);
  compiled.set(expression, condition);
  return condition;
}

const TOKEN = /<=|>=|[()=<>]|#[\w.#]+|:\w+|\w+/g;

type Operand = (item: Item, placeholders: Placeholders) => unknown;

function compile(expression: string): Condition {
  const tokens = expression.match(TOKEN) ?? [];
  let at = 0;
  const take = (expected?: string) => {
    const token = tokens[at];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`The table model does not understand "${expression}" at "${token}"`);
    }
    at += 1;
    return token;
  };
  const chain = (word: 'AND' | 'OR', part: () => Condition): Condition => {
    const parts = [part()];
    while (tokens[at] === word) {
      take();
      parts.push(part());
    }
    return word === 'AND'
      ? (item, given) => parts.every((holds) => holds(item, given))
      : (item, given) => parts.some((holds) => holds(item, given));
  };
  const either = (): Condition => chain('OR', () => chain('AND', term));
  const term = (): Condition => {
    const token = take();
    if (token === '(') {
      const inner = either();
      take(')');
      return inner;
    }
    if (token === 'NOT') {
      const inner = term();
      return (item, given) => !inner(item, given);
    }
    const test = FUNCTIONS[token];
    if (!test) return comparison(operand(token), take(), operand(take()));
    take('(');
    const operands = Array.from({ length: test.length }, () => operand(take()));
    take(')');
    return (item, given) => test(...operands.map((value) => value(item, given)));
  };
  const condition = either();
  if (at < tokens.length) throw new Error(`The table model does not understand the end of "${expression}"`);
  return condition;
}

function operand(token: string): Operand {
  if (token.startsWith(':')) {
    return (_item, { values }) => {
      if (!(token in values)) throw new Error(`${token} has no value`);
      return values[token];
    };
  }
  if (!token.startsWith('#')) throw new Error(`"${token}" is no operand`);
  const path = token.split('.');
  return (item, { names }) =>
    path.reduce<unknown>((value, name) => (value as Item | undefined)?.[names[name] ?? name], item);
}

const FUNCTIONS: Record<string, (...values: unknown[]) => boolean> = {
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  attribute_type: (value, type) => typeOf(value) === type,
};

/** In DynamoDB's words, of what JSON holds. */
function typeOf(value: unknown): string | undefined {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return 'L';
  return { string: 'S', number: 'N', boolean: 'BOOL', object: 'M' }[typeof value as string];
}

/** A comparison with an absent attribute never holds. */
function comparison(left: Operand, operator: string, right: Operand): Condition {
  const compare = COMPARISONS[operator];
  if (!compare) throw new Error(`"${operator}" is no comparison`);
  return (item, given) => {
    const [a, b] = [left(item, given), right(item, given)];
    if (typeof a !== typeof b) return false;
    return (typeof a === 'string' || typeof a === 'number') && compare(a, b as typeof a);
  };
}

const COMPARISONS: Record<string, <T extends string | number>(a: T, b: T) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
