/**
 * Reads the token from what a person or a script put into the secret: bare, as JSON or as a line `NAME=value`, without the
 * blanks, quotes, byte order mark or `Bearer ` that copying adds, however they are nested. What is left and cannot be a
 * token is a fault and never sent. Pure; a fault names the form that was seen and never quotes the value.
 */
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { assignments, formOf, unwrapped } from './pasted-text.ts';

export type TokenValue = { token: string } | { fault: string };

const tokenObject = z.object({ token: z.string() });

/** Names under which tools and people keep the token, as they are compared. */
const TOKEN_NAMES = [
  'dnscaleapitoken',
  'dnscaletoken',
  'dnscaleapikey',
  'dnscalekey',
  'dnsdnscaleapitoken',
  'dnsdnscaletoken',
  'apitoken',
  'apikey',
  'token',
  'authorization',
];

// Visible ASCII: what an HTTP header can carry as one word.
const ONE_WORD = /^[\x21-\x7e]+$/;

const MOST_LAYERS = 5;

export function parseTokenValue(secretString: string | undefined): TokenValue {
  if (secretString === undefined) return { fault: 'holds binary data instead of text' };
  if (/^[\s\u200b]*$/.test(secretString)) return { fault: 'is empty' };
  return read(secretString, 'holds text', MOST_LAYERS);
}

function read(given: string, seen: string, layersLeft: number): TokenValue {
  const text = unwrapped(given);
  if (layersLeft === 0) return { fault: 'holds a value that is wrapped into others too often' };
  if (/^bearer(\s|$)/i.test(text)) return read(text.slice('bearer'.length), seen, layersLeft - 1);
  if (/^[[{]/.test(text)) {
    const parsed = tokenObject.safeParse(parseJson(text));
    if (parsed.success) return read(parsed.data.token, 'holds JSON whose token comes', layersLeft - 1);
    return { fault: 'begins like JSON, but is not of the form {"token": "…"}' };
  }
  const lines = assignments(text, TOKEN_NAMES);
  if (lines === undefined) return checkedToken(text, seen);
  const line = lines.find(({ name }) => TOKEN_NAMES.includes(name));
  if (line) return read(line.value, 'holds a line NAME=value whose value comes', layersLeft - 1);
  return { fault: 'holds NAME=value, with a name other than DNSCALE_API_TOKEN' };
}

function checkedToken(token: string, seen: string): TokenValue {
  if (token === '') return { fault: `${seen} without any characters of its own` };
  const form = formOf(token);
  if (form !== undefined) return { fault: `holds ${form}` };
  if (ONE_WORD.test(token)) return { token };
  if (/\s/.test(token)) return { fault: `${seen} with blanks or line breaks inside` };
  return { fault: `${seen} with control or non-ASCII characters inside` };
}
