/**
 * Reads the token from what a person put into the secret, bare or as JSON, without the blanks, quotes, byte order mark
 * or `Bearer ` that copying adds. Pure; a fault names the form that was seen and never quotes the value.
 */
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { trimmed, unquoted } from './pasted-text.ts';

export type TokenValue = { token: string } | { fault: string };

const tokenObject = z.object({ token: z.string() });

// Visible ASCII: what an HTTP header can carry as one word.
const ONE_WORD = /^[\x21-\x7e]+$/;

export function parseTokenValue(secretString: string | undefined): TokenValue {
  if (secretString === undefined) return { fault: 'holds binary data instead of text' };
  const text = trimmed(secretString);
  if (text === '') return { fault: 'is empty' };
  if (!/^[[{]/.test(text)) return checkedToken(text, 'holds text');
  const parsed = tokenObject.safeParse(parseJson(text));
  if (!parsed.success) return { fault: 'begins like JSON, but is not of the form {"token": "…"}' };
  return checkedToken(trimmed(parsed.data.token), 'holds JSON whose token comes');
}

function checkedToken(given: string, seen: string): TokenValue {
  const token = trimmed(unquoted(given).replace(/^bearer(\s+|$)/i, ''));
  if (token === '') return { fault: `${seen} without any characters of its own` };
  if (ONE_WORD.test(token)) return { token };
  if (/\s/.test(token)) return { fault: `${seen} with blanks or line breaks inside` };
  return { fault: `${seen} with control or non-ASCII characters inside` };
}
