/**
 * Reads a handler's environment variables by a schema, all faults in one error. It is given the environment
 * and never reads `process.env`; each handler's `environment.ts` holds its own names and schema.
 */
import * as z from 'zod/mini';
import { printable, RenewerError } from '../errors.ts';
import { describeFaults } from './faults.ts';
import { expectVerifiedTls } from './verified-tls.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing or not as expected, or unchecked TLS. */
export function parseEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  expectVerifiedTls(environment);
  const parsed = z.safeParse(schema, environment);
  if (parsed.success) return parsed.data;
  const faults = describeFaults(parsed.error.issues, environment).join('; ');
  const { AWS_LAMBDA_FUNCTION_NAME: name } = environment;
  const whose = name === undefined ? "This function's environment variables" : variablesOf(name);
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: name,
    message: `${whose} are not as its stack sets them: ${faults}.`,
    advice: 'Deploy the stack again.',
  });
}

function variablesOf(functionName: string): string {
  return `The environment variables of the function ${printable(functionName)}`;
}

/** A variable that must be set, and not to an empty text. */
export function textVariable() {
  return z.string({ error: 'a text' }).check(z.minLength(1, { error: 'a text' }));
}

/** A variable that holds a whole number of at least 1. */
export function numberVariable() {
  const error = 'a whole number of at least 1';
  return z.pipe(
    z.string({ error }).check(z.regex(/^[1-9]\d{0,8}$/, { error })),
    z.transform((text) => Number(text)),
  );
}

/** A variable that holds texts with commas between them; an absent one is an empty list. */
export function listVariable() {
  return z.pipe(
    z._default(z.string(), ''),
    z.transform((text) => text.split(',').filter((part) => part !== '')),
  );
}
