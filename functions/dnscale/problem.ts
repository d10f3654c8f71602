/** What DNScale says about a failed request, made safe to print. Gateways in front of it answer in other forms. */
import * as z from 'zod/mini';
import { printable } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { Answer } from './http.ts';

export type Problem = {
  code?: string | undefined;
  message?: string | undefined;
  requestId?: string | undefined;
};

const text = z.catch(z.optional(z.string()), undefined);

const detailed = z.object({
  code: text,
  message: text,
  details: z.catch(z.optional(z.array(z.unknown())), undefined),
  request_id: text,
});

const envelope = z.object({
  error: z.catch(z.union([z.string(), detailed]), ''),
  message: text,
  request_id: text,
});

/** Never fails: an answer in another form is a problem without words. */
export function parseProblem({ text, requestId }: Pick<Answer, 'text' | 'requestId'>): Problem {
  const body = envelope.safeParse(parseJson(text)).data;
  const error = typeof body?.error === 'string' ? { message: body.error } : body?.error;
  const details = error && 'details' in error ? inWords(error.details) : '';
  const id = requestId ?? (error && 'request_id' in error ? error.request_id : undefined) ?? body?.request_id;
  return {
    code: shown(error && 'code' in error ? error.code : undefined, 60),
    message: shown(`${error?.message || body?.message || ''}${details}`, 300),
    requestId: shown(id, 100),
  };
}

/** Whether DNScale's API wrote this: its JSON has one of these members. A gateway, a firewall or a web site has not. */
export function isFromApi({ text }: Pick<Answer, 'text'>): boolean {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return ['status', 'data', 'error'].some((member) => Object.hasOwn(body, member));
}

/** JSON.parse reads deeper nesting than JSON.stringify can write; such details would help no reader. */
function inWords(details: unknown[] | undefined): string {
  try {
    return details === undefined ? '' : ` ${JSON.stringify(details)}`;
  } catch {
    return '';
  }
}

function shown(value: string | undefined, maxLength: number): string | undefined {
  return printable(value ?? '', maxLength) || undefined;
}
