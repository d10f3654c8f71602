/**
 * The message of the work queue: it says which certificate to check, and nothing about why. It is foreign input: whoever may
 * send to the queue writes it.
 */
import * as z from 'zod/mini';
import { DEFINITION_FIELDS } from '../engine/config/definition-schema.ts';
import { parseJson } from '../engine/json.ts';

const SCHEMA = 1;

const workMessage = z.object({
  schema: z.literal(SCHEMA),
  certificateName: DEFINITION_FIELDS.certificateName,
});

export function formatWorkMessage(certificateName: string): string {
  return JSON.stringify({ schema: SCHEMA, certificateName });
}

/** Reads the body of a message; `fault` says in words what is wrong with one that is not ours. */
export function parseWorkMessage(body: string): { certificateName: string } | { fault: string } {
  const json = parseJson(body);
  if (json === undefined) return { fault: 'the message is not JSON' };
  const parsed = workMessage.safeParse(json);
  if (parsed.success) return { certificateName: parsed.data.certificateName };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { fault: `the message is not of the form of schema ${SCHEMA} (${faults.join('; ')})` };
}
