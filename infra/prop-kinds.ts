/**
 * Kinds of props that several constructs share. Things of CDK are told by what we use of them, never by their class: an app may have
 * two copies of a library.
 */
import type { Kind } from './take-props.ts';

/** The configuration's schema judges it, and CloudFormation carries it. */
export const CARRIED: Kind = { isCarried: true };
/** The configuration's schema judges it, at synth. */
export const LITERAL: Kind = {};

export const AUTHORITY = {
  ...thing('directoryUrl', 'a CertificateAuthority, such as CertificateAuthority.LETS_ENCRYPT'),
  textOf: (value: object) => field(value, 'directoryUrl'),
};
export const KEY = thing('keyArn', "a key, such as Key.fromKeyArn(this, 'Key', 'arn:…')");
/** Which tokens may be in it is not for this file: the stack's own region may. */
export const REGIONS: Kind = { ...CARRIED, is: Array.isArray, expected: 'a list of AWS regions' };

/** An object that has this field, a text. */
export function thing(name: string, expected: string) {
  return { expected, is: (value: unknown) => isObject(value) && typeof field(value, name) === 'string' };
}

export function listOf({ is, textOf }: Kind & Required<Pick<Kind, 'is'>>, expected: string): Kind {
  return {
    expected,
    is: (value) => Array.isArray(value) && value.every(is),
    ...(textOf && { textOf }),
  };
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function field(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}
