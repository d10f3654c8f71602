/**
 * The messages of the work queue: one says which certificate to check, and nothing about why; the other, to try the token. They
 * are foreign input: whoever may send to the queue writes it.
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

const TRY_TOKEN = 'try-token';

const tokenMessage = z.object({ schema: z.literal(SCHEMA), task: z.literal(TRY_TOKEN) });

export function formatTokenMessage(): string {
  return JSON.stringify({ schema: SCHEMA, task: TRY_TOKEN });
}

export type WorkMessage = { certificateName: string } | { task: typeof TRY_TOKEN } | { fault: string };

/** Reads the body of a message; `fault` says in words what is wrong with one that is not ours. */
export function parseWorkMessage(body: string): WorkMessage {
  const json = parseJson(body);
  if (json === undefined) return { fault: 'the message is not JSON' };
  if (z.safeParse(tokenMessage, json).success) return { task: TRY_TOKEN };
  const parsed = workMessage.safeParse(json);
  if (parsed.success) return { certificateName: parsed.data.certificateName };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { fault: `the message is not of the form of schema ${SCHEMA} (${faults.join('; ')})` };
}
