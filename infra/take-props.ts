/**
 * Takes the props of a construct as JavaScript may give them: unknown keys, things of the wrong kind and tokens that CloudFormation
 * cannot carry are faults, and are left out, so that the rest can still be built and checked. Values that the configuration file
 * has too are judged by `functions/engine/config`.
 */
import { Token } from 'aws-cdk-lib';
import { type Path, pathText, unknownKey, wrongValue } from '../functions/engine/config/faults.ts';

export type Kind = {
  /** Whether CloudFormation can carry an unresolved value here. @default false */
  isCarried?: true;
  /** What of it may be unresolved. @default - the value itself */
  textOf?: (value: object) => unknown;
  /** @default - any kind, as far as this file is concerned */
  is?: (value: unknown) => boolean;
  /** What `is` asks for, in words. */
  expected?: string;
  /** The kinds of its own fields, for an object. */
  section?: Readonly<Record<string, Kind>>;
};

/** Of each prop: TypeScript refuses one that is missing here, or one too many. */
export type KindsOf<Props> = { readonly [Key in keyof Props]-?: Kind };

export type Taken<Props> = { props: Partial<Props>; faults: string[] };

export function takeProps<Props extends object>(given: Props, kinds: KindsOf<Props>): Taken<Props> {
  const faults: string[] = [];
  const props = takeSection(given, kinds, [], faults) ?? {};
  return { props: props as Partial<Props>, faults };
}

/** That this value MUST be known at synth. */
export function unknownAtSynth(path: Path): string {
  return `${pathText(path)}: this value is known at deployment only (a token), and synth needs it: give it as a literal`;
}

function takeSection(given: unknown, kinds: Readonly<Record<string, Kind>>, path: Path, faults: string[]) {
  const allowed = Object.keys(kinds);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    faults.push(
      wrongValue(path.length > 0 ? path : ['props'], given, `an object with ${allowed.join(', ')}`),
    );
    return undefined;
  }
  const taken = Object.entries(given).map(([key, value]) => {
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === undefined) faults.push(unknownKey([...path, key], allowed));
    return [key, kind && takeValue(value, kind, [...path, key], faults)];
  });
  return Object.fromEntries(taken.filter(([, value]) => value !== undefined));
}

function takeValue(value: unknown, kind: Kind, path: Path, faults: string[]): unknown {
  if (value === undefined) return undefined;
  if (isUnresolved(value, kind)) {
    if (kind.isCarried) return value;
    faults.push(unknownAtSynth(path));
    return undefined;
  }
  if (kind.section) return takeSection(value, kind.section, path, faults);
  if (!kind.is || kind.is(value)) return value;
  faults.push(wrongValue(path, value, kind.expected ?? ''));
  return undefined;
}

/** A whole list may be, or what is in it. */
function isUnresolved(value: unknown, { textOf }: Kind): boolean {
  const parts = Array.isArray(value) ? value : [value];
  const textIn = (part: unknown) =>
    textOf && typeof part === 'object' && part !== null ? textOf(part) : part;
  return Token.isUnresolved(value) || parts.some((part) => Token.isUnresolved(textIn(part)));
}
